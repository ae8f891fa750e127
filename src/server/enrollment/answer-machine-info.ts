/**
 * The first request of a Mac, and the one after its sign-in: what it is told. The update comes first, as Apple asks, then
 * the sign-in, then the profile. Source: Apple, MachineInfo and the 403 errors; "Implementing Platform SSO during Automated
 * Device Enrollment".
 */
import { encodeErrorDocument, errorDocumentMediaType } from '#protocol/ade/error-document.ts';
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { softwareUpdateRequired } from '#protocol/ade/software-update-required.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { deliverProfile } from './deliver-profile.ts';
import type { EnrollmentAddress } from './enrollment-urls.ts';
import { identityProtocol } from './identity-protocol.ts';
import { signInFirst } from './platform-sso-first.ts';
import { readMachineInfo } from './read-machine-info.ts';
import { redeemAccessToken } from './redeem-access-token.ts';
import { Refusal } from './refusal.ts';
import { hasOffered } from './stores/offers.ts';
import { removePerson } from './stores/people.ts';

/** A request. */
export interface MachineInfoRequest {
  readonly address: EnrollmentAddress;
  readonly body: Uint8Array;
  /** The access token, in `Authorization: Bearer`. */
  readonly accessToken: string | undefined;
}

/** Answers it. @throws {Refusal} */
export async function answerMachineInfo(
  enrollment: EnrollmentContext,
  request: MachineInfoRequest,
  origin: Origin,
): Promise<Answer> {
  const info = await readMachineInfo(enrollment, request.body, request.address);
  // Asked as if the Mac could sign in first: whether it can, and whether it may go without, is decided below.
  const gate = await enrollment.ports.plans.enrollmentGate({
    osVersion: versionOf(info),
    canRequestPlatformSso: true,
  });
  if (gate.kind === 'update-first') return answerUpdate(enrollment, info, gate.version);
  // Apple hands out both addresses; without this, the one without a page would be a way around it.
  if (await enrollment.ports.plans.opensSignInPage()) {
    throw new Refusal('sign_in_page_required', { serialNumber: info.SERIAL });
  }
  // Said before anybody signs in, who would do so for nothing.
  await identityProtocol(enrollment.ports.plans, info);
  if (request.accessToken !== undefined) {
    return redeemAccessToken(enrollment, info, request.accessToken, origin);
  }
  if (gate.kind === 'sign-in-first') {
    if (canSignInFirst(info)) return signInFirst(enrollment, info, request.address, origin);
    await requireNoOffer(enrollment, info);
  }
  const answer = await deliverProfile(enrollment, info, { kind: 'none' }, origin);
  await enrollment.ports.database.write((writer) => removePerson(writer, info.SERIAL));
  return answer;
}

/** The version of macOS. Machine information names it since macOS 14: one that does not is older. */
export function versionOf(info: Pick<MachineInfo, 'OS_VERSION'>): string {
  return info.OS_VERSION ?? '13';
}

// Only macOS 26 and later know the requirement, and say so.
function canSignInFirst(info: MachineInfo): boolean {
  return info.MDM_CAN_REQUEST_PSSO_CONFIG === true && Number.parseInt(versionOf(info), 10) >= 26;
}

// A Mac that could sign in when it first asked can still: to come back as if it could not is to go around the sign-in.
async function requireNoOffer({ ports }: EnrollmentContext, { SERIAL: serialNumber }: MachineInfo): Promise<void> {
  if (await hasOffered(ports.database, serialNumber)) throw new Refusal('sign_in_missing', { serialNumber });
}

/** Asks for an update, of a Mac that can be asked. @throws {Refusal} `macos_too_old` */
export function answerUpdate({ ports }: EnrollmentContext, info: MachineInfo, version: string): Answer {
  const { SERIAL: serialNumber } = info;
  if (info.MDM_CAN_REQUEST_SOFTWARE_UPDATE !== true) throw new Refusal('macos_too_old', { serialNumber });
  ports.audit.record({
    type: 'enrollment.update-required',
    outcome: 'refused',
    detail: { serialNumber, version, present: versionOf(info) },
  });
  const message = `This Mac is updated to macOS ${version} before it can be enrolled.`;
  return {
    status: 403,
    contentType: errorDocumentMediaType.json,
    body: utf8(encodeErrorDocument(softwareUpdateRequired({ OSVersion: version }, message))),
  };
}
