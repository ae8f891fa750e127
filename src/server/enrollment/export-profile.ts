/** The enrollment profile as a file: unsigned, since there are clients that read no other, and for no Mac in particular. */
import type { EnrollmentContext } from './context.ts';
import { renderEnrollmentProfile } from './enrollment-profile.ts';

const day = 86_400_000;

/** How many Macs may install it, and for how long. */
export interface ProfileExportWish {
  readonly macs: number;
  readonly days: number;
}

/** The file, or why there is none. */
export type ProfileExport =
  | { readonly kind: 'exported'; readonly id: string; readonly bytes: Uint8Array }
  | { readonly kind: 'no-push-certificate' }
  /** The plan lets in only Macs that prove their hardware, which a profile for any Mac cannot ask for. */
  | { readonly kind: 'attestation-required' };

/** Makes it, with a challenge of its own. It is a secret until it ends. */
export async function exportProfile(
  { ports }: EnrollmentContext,
  { macs, days }: ProfileExportWish,
  actor: string,
): Promise<ProfileExport> {
  const { settings, clock, random, identities, audit } = ports;
  if ((await ports.plans.deviceIdentity()) === 'attested-only') return { kind: 'attestation-required' };
  const topic = await ports.pushTopic();
  if (topic === undefined) return { kind: 'no-push-certificate' };
  const expiresAt = clock.now() + days * day;
  const { id, challenge } = await identities.mintManualChallenge({ macs, expiresAt }, actor);
  audit.record({ type: 'enrollment.profile.exported', outcome: 'allowed', actor, detail: { profile: id, macs, days } });
  const means = { protocol: 'scep', challenge } as const;
  return { kind: 'exported', id, bytes: renderEnrollmentProfile(settings, means, topic, random) };
}
