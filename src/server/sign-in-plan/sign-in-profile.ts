/**
 * The configuration profile of a plan, and its form before enrollment (`com.apple.psso.required`), which has the same
 * identifiers so that the later managed one takes its place.
 */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { associatedDomainsPayload, extensibleSsoPayload, type PayloadTarget } from './extensible-sso-payload.ts';
import type { PlanIdentity } from './plan-identity.ts';

/** The profile that MDM installs, or that is exported. */
export function signInProfile(plan: SignInPlan, identity: PlanIdentity, target: PayloadTarget): PlistDictionary {
  const domains = associatedDomainsPayload(plan, identity);
  const own = extensibleSsoPayload(plan, identity, target);
  return profileAround(plan, identity, [...(domains === undefined ? [] : [domains]), own]);
}

function profileAround(
  plan: SignInPlan,
  identity: PlanIdentity,
  payloads: readonly PlistDictionary[],
): PlistDictionary {
  return {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    ...identity.profile,
    PayloadDisplayName: `Sign-in for ${plan.organisation}`,
    PayloadDescription: `Lets people sign in to this Mac with their account of ${plan.organisation}.`,
    PayloadOrganization: plan.organisation,
    PayloadScope: 'System',
    PayloadContent: [...payloads],
  };
}

/**
 * What declarations have no word for, as a profile under the names of the whole one: should a Mac have that, this takes its
 * place and with it the payload that would stand beside the declaration.
 */
export function associatedDomainsProfile(plan: SignInPlan, identity: PlanIdentity): PlistDictionary | undefined {
  const domains = associatedDomainsPayload(plan, identity);
  return domains && profileAround(plan, identity, [domains]);
}

/**
 * What may stand beside the sign-in payload before enrollment. Source: Apple, "Implementing Platform SSO during
 * Automated Device Enrollment".
 */
export const permittedCompanions: ReadonlySet<string> = new Set([
  'com.apple.security.acme',
  'com.apple.associated-domains',
  'com.apple.security.pem',
  'com.apple.security.pkcs1',
  'com.apple.security.pkcs12',
  'com.apple.security.root',
  'com.apple.security.certificatepreference',
  'com.apple.security.certificatetransparency',
  'com.apple.security.identitypreference',
  'com.apple.ManagedClient.preferences',
  'com.apple.security.scep',
]);

/** A payload that Apple does not permit before enrollment. */
export class CompanionError extends Error {
  override readonly name = 'CompanionError';
  readonly code = 'companion_not_permitted';

  constructor(payloadType: string) {
    super(`A payload of type ${payloadType} may not stand in the profile before enrollment.`);
  }
}

/**
 * The profile that a Mac fetches before it enrolls. Registration in Setup Assistant is on in it, whatever the plan says
 * for Macs that are set up already: Apple requires it there.
 * @param companions further payloads, such as the root of the package's signature
 * @throws {CompanionError} `companion_not_permitted`
 */
export function preEnrollmentProfile(
  plan: SignInPlan,
  identity: PlanIdentity,
  target: PayloadTarget,
  companions: readonly PlistDictionary[] = [],
): PlistDictionary {
  const during = { ...plan, registration: { ...plan.registration, duringSetup: true } };
  const { PayloadContent: own, ...profile } = signInProfile(during, identity, target);
  for (const { PayloadType: type } of companions) {
    if (typeof type !== 'string' || !permittedCompanions.has(type)) {
      throw new CompanionError(typeof type === 'string' ? type : 'unknown');
    }
  }
  return { ...profile, PayloadContent: [...companions, ...(Array.isArray(own) ? own : [])] };
}
