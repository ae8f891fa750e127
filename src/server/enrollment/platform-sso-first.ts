/**
 * Sign-in before enrollment (`com.apple.psso.required`, macOS 26): three addresses, each with the unguessable id of one
 * attempt of one Mac. They may be fetched again and again, since a Mac that fails starts over. Source: Apple,
 * "Implementing Platform SSO during Automated Device Enrollment".
 */
import { encodeErrorDocument, errorDocumentMediaType } from '#protocol/ade/error-document.ts';
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { pssoRequired } from '#protocol/ade/psso-required.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { profileMediaType } from '#protocol/profile/configuration-profile.ts';
import { writePayload } from '#protocol/profile/payload.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { rootCertificatePayload } from './enrollment-profile.ts';
import type { EnrollmentAddress } from './enrollment-urls.ts';
import { Refusal } from './refusal.ts';
import { liveAttempt } from './sign-in/sign-in.ts';
import { newId, putAttempt } from './stores/attempts.ts';
import { putOffer } from './stores/offers.ts';

/** Tells a Mac to sign in first. @throws {Refusal} `package_missing`, `push_certificate_missing` */
export async function signInFirst(
  { ports }: EnrollmentContext,
  info: MachineInfo,
  address: EnrollmentAddress,
  origin: Origin,
): Promise<Answer> {
  const { database, clock, random, application, settings } = ports;
  const { SERIAL: serialNumber } = info;
  const manifestUrl = await application.manifestUrl();
  if (manifestUrl === undefined) throw new Refusal('package_missing', { serialNumber });
  if ((await ports.pushTopic()) === undefined) throw new Refusal('push_certificate_missing', { serialNumber });
  const id = newId(random);
  await database.write(async (writer) => {
    const now = clock.now();
    await putOffer(writer, serialNumber, now);
    await putAttempt(writer, { id, lane: 'platform-sso', mac: info, isOwnAddress: address.kind === 'mac' }, now);
    const detail = { serialNumber, udid: info.UDID };
    appendAudit(writer, now, [
      { type: 'enrollment.sign-in-required', outcome: 'refused', address: origin.address, detail },
    ]);
  });
  const document = pssoRequired(
    {
      ProfileURL: `${settings.publicUrl}/enrollment/profile/${id}`,
      Package: { ManifestURL: manifestUrl },
      AuthURL: `${settings.publicUrl}/enrollment/sign-in/${id}`,
    },
    { description: 'Sign-in comes before enrollment.', message: 'Sign in with your work account to continue.' },
  );
  return { status: 403, contentType: errorDocumentMediaType.json, body: utf8(encodeErrorDocument(document)) };
}

/** The profile before enrollment. @throws {Refusal} `sign_in_unknown`, `sign_in_expired`, `plan_missing` */
export async function profileBeforeEnrollment(enrollment: EnrollmentContext, id: string): Promise<Answer> {
  const { mac } = await liveAttempt(enrollment, id, 'platform-sso');
  const { plans, settings, random, application } = enrollment.ports;
  const { organisation, tlsRoot } = settings;
  const own = tlsRoot === undefined ? [] : [writePayload(rootCertificatePayload(organisation, tlsRoot, random))];
  const companions = [...own, ...(await application.rootPayloads())];
  const target = { serialNumber: mac.SERIAL, osVersion: mac.OS_VERSION };
  const profile = await plans.preEnrollmentProfileFor(target, companions);
  if (profile === undefined) throw new Refusal('plan_missing', { serialNumber: mac.SERIAL });
  return { status: 200, contentType: profileMediaType, body: profile };
}
