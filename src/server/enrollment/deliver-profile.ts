/** The end of every enrollment: a profile of its own for a Mac, with the means to its identity, signed. */
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { profileMediaType } from '#protocol/profile/configuration-profile.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { type IdentityMeans, renderEnrollmentProfile } from './enrollment-profile.ts';
import { identityProtocol } from './identity-protocol.ts';
import { Refusal } from './refusal.ts';

/** How somebody answered for the Mac; `none` where the plan asks for nobody. */
export interface EnrollmentProof {
  readonly kind: 'none' | 'sign-in';
  readonly userId?: string;
}

/** A Mac as an enrollment knows it. */
export type EnrollingMac = Pick<MachineInfo, 'SERIAL' | 'UDID' | 'PRODUCT' | 'OS_VERSION'>;

/** Answers with the profile. @throws {Refusal} `push_certificate_missing`, `attestation_impossible` */
export async function deliverProfile(
  { ports }: EnrollmentContext,
  mac: EnrollingMac,
  proof: EnrollmentProof,
  origin: Origin,
): Promise<Answer> {
  const { settings, random, signProfile, audit } = ports;
  const { SERIAL: serialNumber, UDID: udid } = mac;
  const topic = await ports.pushTopic();
  if (topic === undefined) throw new Refusal('push_certificate_missing', { serialNumber });
  const means = await identityMeans(ports, mac);
  const body = signProfile(renderEnrollmentProfile(settings, means, topic, random));
  audit.record({
    type: 'enrollment.profile.delivered',
    outcome: 'allowed',
    address: origin.address,
    ...(proof.userId === undefined ? {} : { userId: proof.userId }),
    detail: { serialNumber, udid, identity: means.protocol, proof: proof.kind },
  });
  return { status: 200, contentType: profileMediaType, body };
}

/** The profile that renews the identity of an enrolled Mac, signed; undefined while there is no push certificate. */
export async function renderRenewalProfile(
  { ports }: EnrollmentContext,
  mac: EnrollingMac,
): Promise<Uint8Array | undefined> {
  const topic = await ports.pushTopic();
  if (topic === undefined) return undefined;
  const means = await identityMeans(ports, mac, true);
  return ports.signProfile(renderEnrollmentProfile(ports.settings, means, topic, ports.random));
}

async function identityMeans({ plans, identities }: EnrollmentContext['ports'], mac: EnrollingMac, isRenewal = false) {
  const subject = { enrollmentId: mac.UDID, serialNumber: mac.SERIAL, udid: mac.UDID, isRenewal };
  const means: IdentityMeans =
    (await identityProtocol(plans, mac, isRenewal)) === 'acme'
      ? { protocol: 'acme', clientIdentifier: await identities.mintClientIdentifier(subject) }
      : { protocol: 'scep', challenge: await identities.mintChallenge(subject) };
  return means;
}
