/**
 * The first request of a Mac: what it is told. The update comes first, as Apple asks, then the sign-in, then the profile.
 * Source: Apple, MachineInfo and the 403 errors; "Implementing Platform SSO during Automated Device Enrollment".
 */
import { encodeErrorDocument, errorDocumentMediaType } from '#protocol/ade/error-document.ts';
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { softwareUpdateRequired } from '#protocol/ade/software-update-required.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { deliverProfile } from './deliver-profile.ts';
import type { EnrollmentAddress } from './enrollment-urls.ts';
import { readMachineInfo } from './read-machine-info.ts';
import { Refusal } from './refusal.ts';

/** A request. */
export interface MachineInfoRequest {
  readonly address: EnrollmentAddress;
  readonly body: Uint8Array;
}

/** Answers it. @throws {Refusal} */
export async function answerMachineInfo(
  enrollment: EnrollmentContext,
  request: MachineInfoRequest,
  origin: Origin,
): Promise<Answer> {
  const info = await readMachineInfo(enrollment, request.body, request.address);
  const gate = await enrollment.ports.plans.enrollmentGate({
    osVersion: versionOf(info),
    canRequestPlatformSso: false,
  });
  if (gate.kind === 'update-first') return updateFirst(enrollment, info, gate.version);
  return deliverProfile(enrollment, info, { kind: 'none' }, origin);
}

/** The version of macOS. Machine information names it since macOS 14: one that does not is older. */
export function versionOf(info: Pick<MachineInfo, 'OS_VERSION'>): string {
  return info.OS_VERSION ?? '13';
}

/** Asks for an update, of a Mac that can be asked. @throws {Refusal} `macos_too_old` */
export function updateFirst({ ports }: EnrollmentContext, info: MachineInfo, version: string): Answer {
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
