/**
 * The other way in (`configuration_web_url`): the Mac opens a web view whose first request alone carries machine
 * information, in a header. Cookies may be lost on the way, so the attempt's id stands in the address. It ends with an
 * answer of exactly the type of profiles. Source: Apple, Profile (configuration_web_url); fact sheet section 2.2.
 */
import { decodeDeviceInfoHeader } from '#protocol/ade/signed-machine-info.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { answerUpdate, versionOf } from './answer-machine-info.ts';
import type { Answer, EnrollmentContext } from './context.ts';
import type { EnrollmentAddress } from './enrollment-urls.ts';
import { identityProtocol } from './identity-protocol.ts';
import { readMachineInfo } from './read-machine-info.ts';
import { Refusal } from './refusal.ts';
import { newId, putAttempt } from './stores/attempts.ts';

/** Begins a sign-in and leads to its page. @throws {Refusal} */
export async function openWebView(
  enrollment: EnrollmentContext,
  address: EnrollmentAddress,
  header: string | undefined,
): Promise<Answer> {
  if (header === undefined) throw new Refusal('machine_info_missing');
  const info = await readMachineInfo(enrollment, messageOf(header), address);
  const { database, clock, random, plans, settings } = enrollment.ports;
  const gate = await plans.enrollmentGate({ osVersion: versionOf(info), canRequestPlatformSso: false });
  if (gate.kind === 'update-first') return answerUpdate(enrollment, info, gate.version);
  await identityProtocol(plans, info);
  const id = newId(random);
  const isOwnAddress = address.kind === 'mac';
  await database.write((writer) => putAttempt(writer, { id, lane: 'web', mac: info, isOwnAddress }, clock.now()));
  return { status: 303, headers: { location: `${settings.publicUrl}/enrollment/sign-in/${id}` } };
}

function messageOf(header: string): Uint8Array {
  try {
    return decodeDeviceInfoHeader(header);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    throw new Refusal(error.code === 'cms_too_large' ? 'ade_message_too_large' : 'machine_info_unreadable');
  }
}
