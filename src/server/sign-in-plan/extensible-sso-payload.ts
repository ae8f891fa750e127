/** The payloads of a plan: `com.apple.extensiblesso` and `com.apple.associated-domains`. */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import type { MacosVersion } from '#api/plan-words/macos-version.ts';
import type { PlanIdentity } from './plan-identity.ts';
import { filled, platformSsoDictionary, present } from './platform-sso-dictionary.ts';

/** For which Mac. */
export interface PayloadTarget {
  readonly macos: MacosVersion;
  /** Of this Mac alone. Apple's schema wants a method beside it, so without one it is left out. */
  readonly registrationToken: string | undefined;
}

/**
 * The payload of an extension for single sign-on. Without a method for the Mac's version, it signs in to web pages and
 * apps, and Platform SSO is off. `AuthenticationMethod` at the top is what macOS 13 reads; later ones read the dictionary.
 */
export function extensibleSsoPayload(plan: SignInPlan, identity: PlanIdentity, target: PayloadTarget): PlistDictionary {
  const method = methodFor(plan, target.macos);
  const older = methodFor(plan, [13, 0, 0]);
  const { application } = plan;
  return present({
    PayloadType: 'com.apple.extensiblesso',
    PayloadVersion: 1,
    ...identity.extensibleSso,
    PayloadDisplayName: `Single sign-on for ${plan.organisation}`,
    ExtensionIdentifier: application.extensionIdentifier,
    TeamIdentifier: application.teamIdentifier,
    Type: 'Redirect',
    URLs: filled(plan.urls),
    ScreenLockedBehavior: plan.screenLockedBehavior,
    DeniedBundleIdentifiers: filled(plan.deniedBundleIdentifiers),
    ExtensionData: Object.keys(plan.extensionData).length > 0 ? plistOf(plan.extensionData) : undefined,
    AuthenticationMethod: older,
    RegistrationToken: method === undefined ? undefined : target.registrationToken,
    PlatformSSO: method && platformSsoDictionary(plan, method, target.macos),
  });
}

/** Which hosts the app and its extension may speak for; undefined when the plan names none. */
export function associatedDomainsPayload(plan: SignInPlan, identity: PlanIdentity): PlistDictionary | undefined {
  const { associatedDomains, application } = plan;
  if (associatedDomains.length === 0) return undefined;
  // The setting belongs to an entry, so hosts with it and hosts without it stand in entries of their own.
  const groups = [true, false].flatMap((isDirect) => {
    const hosts = associatedDomains.filter(({ enableDirectDownloads }) => enableDirectDownloads === isDirect);
    return hosts.length === 0 ? [] : [{ isDirect, domains: hosts.map(({ host }) => `authsrv:${host}`) }];
  });
  const applications = [application.bundleIdentifier, application.extensionIdentifier];
  return {
    PayloadType: 'com.apple.associated-domains',
    PayloadVersion: 1,
    ...identity.associatedDomains,
    PayloadDisplayName: `Associated domains of ${plan.organisation}`,
    Configuration: applications.flatMap((bundle) =>
      groups.map(({ isDirect, domains }) => ({
        ApplicationIdentifier: `${application.teamIdentifier}.${bundle}`,
        AssociatedDomains: domains,
        EnableDirectDownloads: isDirect,
      })),
    ),
  };
}

/** JSON as a property list has it. A null has no counterpart and is left out; the linter says so beforehand. */
export function plistOf(value: Readonly<Record<string, unknown>>): PlistDictionary {
  const entries = Object.entries(value).flatMap(([key, member]) => {
    const converted = plistValue(member);
    return converted === undefined ? [] : [[key, converted] as const];
  });
  return Object.fromEntries(entries);
}

function plistValue(value: unknown): PlistValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => plistValue(item) ?? []);
  return typeof value === 'object' && value !== null ? plistOf(value as Record<string, unknown>) : undefined;
}
