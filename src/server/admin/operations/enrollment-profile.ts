import type { enrollmentProfileOperations } from '#api/enrollment-profile.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { profileMediaType } from '#protocol/profile/configuration-profile.ts';
import { done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Ways into management, over enrollment. */
export function enrollmentProfileHandlers({
  enrollment,
}: Pick<AdminPorts, 'enrollment'>): Handlers<keyof typeof enrollmentProfileOperations> {
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
      const content = toBase64(outcome.bytes);
      return done({ fileName: 'enrollment.mobileconfig', contentType: profileMediaType, content });
    },
  };
}
