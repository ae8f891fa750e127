/** What the features of sign-in plan and enrollment say together to Apple. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { decodePem } from '#protocol/encoding/pem.ts';
import type { EnrollmentPlan } from './ade/feature.ts';
import type { ServerConfig } from './config.ts';
import type { EnrollmentFeature } from './enrollment/feature.ts';
import type { SignInPlans } from './sign-in-plan/feature.ts';

/** What Apple tells Macs: what the sign-in plan says, where to enroll, and whom to trust there if nobody else vouches. */
export function enrollmentPlan(
  signInPlans: SignInPlans,
  enrollment: EnrollmentFeature,
  { organisation }: Pick<ServerConfig, 'organisation'>,
  rootPem: string | undefined,
): EnrollmentPlan {
  const anchors = rootPem === undefined ? {} : { anchor_certs: [toBase64(decodePem('CERTIFICATE', rootPem))] };
  return {
    enrollmentUrlFor: (serialNumber) => enrollment.enrollmentUrlFor(serialNumber),
    webUrlFor: async (serialNumber) =>
      (await signInPlans.opensSignInPage()) ? enrollment.webUrlFor(serialNumber) : undefined,
    profileSettings: async () => {
      const settings = await signInPlans.enrollmentSettings();
      return settings && { profile_name: organisation, ...settings, ...anchors };
    },
  };
}
