import type { ExportedProfile, enrollmentProfileOperations } from '#api/enrollment-profile.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { profileMediaType } from '#protocol/profile/configuration-profile.ts';
import type { ManualChallenge } from '#server/authority/device-identities/device-identities.ts';
import { actionAnswer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Ways into management, over enrollment; and over the authority, which counts the Macs of exported profiles. */
export function enrollmentProfileHandlers({
  enrollment,
  identities,
}: Pick<AdminPorts, 'enrollment'> & {
  readonly identities: Pick<AdminPorts['identities'], 'manualChallenges' | 'revokeManualChallenge'>;
}): Handlers<keyof typeof enrollmentProfileOperations> {
  return {
    getEnrollmentAddress: async ({ query: { serialNumber } }) =>
      done(
        serialNumber === undefined
          ? { url: await enrollment.organisationUrl(), webUrl: null }
          : {
              url: await enrollment.enrollmentUrlFor(serialNumber),
              webUrl: await enrollment.webUrlFor(serialNumber),
            },
      ),
    exportEnrollmentProfile: async ({ body, caller }) => {
      const outcome = await enrollment.exportProfile(body, caller.actor);
      if (outcome.kind === 'no-push-certificate') return refused('push_certificate_not_found');
      if (outcome.kind === 'attestation-required') return refused('enrollment_profile_unattested');
      const content = toBase64(outcome.bytes);
      return done({ id: outcome.id, fileName: 'enrollment.mobileconfig', contentType: profileMediaType, content });
    },
    listEnrollmentProfiles: async () => done({ items: (await identities.manualChallenges()).map(profileOf) }),
    revokeEnrollmentProfile: async ({ params, caller }) => {
      const outcome = await identities.revokeManualChallenge(params.profile, caller.actor);
      return actionAnswer(outcome, 'enrollment_profile_not_found');
    },
  };
}

function profileOf({
  id,
  macs,
  macsLeft,
  createdBy,
  createdAt,
  expiresAt,
  revokedAt,
}: ManualChallenge): ExportedProfile {
  const times = { createdAt: timeOf(createdAt), expiresAt: timeOf(expiresAt), revokedAt: timeOrNeverOf(revokedAt) };
  return { id, macs, macsLeft, createdBy, ...times };
}
