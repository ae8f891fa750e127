/**
 * What a plan says to Automated Device Enrollment: the settings that Apple's device services hand to a Mac before it
 * meets us, and whether it signs in before it enrolls. Addresses and names of the server are added by whoever assigns.
 */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { EnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { type MacosVersion, isAtLeast, parseMacosVersion } from '#api/plan-words/macos-version.ts';

/** Members of the enrollment profile that a plan decides. */
export type DeviceEnrollmentSettings = Omit<EnrollmentProfile, 'profile_name' | 'url' | 'configuration_web_url'>;

/** The settings. */
export function deviceEnrollmentSettings({ setup }: SignInPlan): DeviceEnrollmentSettings {
  return {
    is_supervised: true,
    is_mandatory: true,
    is_mdm_removable: setup.removable,
    // Accounts and profiles must be there before anybody can go on, also where nobody sits at the Mac.
    await_device_configured: setup.awaitConfigured || setup.autoAdvance,
    auto_advance_setup: setup.autoAdvance,
    skip_setup_items: setup.skipPanes,
    ...(setup.language === undefined ? {} : { language: setup.language }),
    ...(setup.region === undefined ? {} : { region: setup.region }),
    ...(setup.department === undefined ? {} : { department: setup.department }),
    ...(setup.supportPhone === undefined ? {} : { support_phone_number: setup.supportPhone }),
    ...(setup.supportEmail === undefined ? {} : { support_email_address: setup.supportEmail }),
  };
}

/** Whether Macs open a page to sign in on, in place of posting their machine information. */
export function opensSignInPage({ setup }: SignInPlan): boolean {
  return setup.signInPage;
}

/** What a Mac that asks to enroll is told first. */
export type EnrollmentGate =
  | { readonly kind: 'update-first'; readonly version: string }
  | { readonly kind: 'sign-in-first' }
  | { readonly kind: 'enroll' };

/**
 * The gate before enrollment. The update comes first, as Apple asks; sign-in before enrollment is only for Macs that say
 * that they can (`MDM_CAN_REQUEST_PSSO_CONFIG`, macOS 26).
 */
export function enrollmentGate(
  { setup }: SignInPlan,
  mac: { readonly macos: MacosVersion | undefined; readonly canRequestPlatformSso: boolean },
): EnrollmentGate {
  const minimum = setup.minimumMacos === undefined ? undefined : parseMacosVersion(setup.minimumMacos);
  if (minimum && mac.macos && setup.minimumMacos !== undefined && !isAtLeast(mac.macos, minimum)) {
    return { kind: 'update-first', version: setup.minimumMacos };
  }
  return setup.requirePlatformSso && mac.canRequestPlatformSso ? { kind: 'sign-in-first' } : { kind: 'enroll' };
}
