/** What a saved plan makes of the Macs of one macOS, with digests that tell whether an edit matters to them. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Delivery } from './delivery.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import type { MacosVersion } from '#api/plan-words/macos-version.ts';
import { planIdentity } from './plan-identity.ts';
import type { SignInPlanPorts } from './ports.ts';
import { associatedDomainsProfile, signInProfile } from './sign-in-profile.ts';
import type { SavedPlan } from './store.ts';

/** What a version of the plan makes of a Mac. */
export interface PlanRendering {
  readonly saved: SavedPlan;
  /** The identifier of the profile, which no edit changes. */
  readonly profileIdentifier: string;
  /** Whether the Mac has any: one with declarations has a profile for associated domains only. */
  readonly hasProfile: boolean;
  /** Digest of the profile, without its token. */
  readonly content: string;
  /** Digest of what a registration rests on: where it changes, device and people register again. */
  readonly registration: string;
  /** The signed profile; empty where the Mac has none. `withToken`: with a new registration token, where the plan wants one and the Mac has a method. */
  profileFor(mac: { readonly serialNumber: string; readonly withToken: boolean }): Promise<Uint8Array>;
}

/** Renders a saved plan. */
export function renderPlan(
  ports: Pick<SignInPlanPorts, 'registrationToken' | 'signProfile'>,
  saved: SavedPlan,
  { macos, delivery }: { readonly macos: MacosVersion; readonly delivery: Delivery },
): PlanRendering {
  const { plan } = saved;
  const identity = planIdentity(saved.id, nodeCrypto);
  const method = methodFor(plan, macos);
  const isDeclared = delivery === 'declaration';
  const profileWith = (registrationToken: string | undefined) =>
    isDeclared ? associatedDomainsProfile(plan, identity) : signInProfile(plan, identity, { macos, registrationToken });
  const bytesWith = (token: string | undefined) => {
    const profile = profileWith(token);
    return profile === undefined ? new Uint8Array() : writeXmlPlist(profile);
  };
  const bare = bytesWith(undefined);
  const { extensionIdentifier, teamIdentifier } = plan.application;
  const grounds = [method ?? '', plan.useSharedDeviceKeys, extensionIdentifier, teamIdentifier];
  return {
    saved,
    profileIdentifier: identity.profile.PayloadIdentifier,
    hasProfile: bare.length > 0,
    content: digestOf(bare),
    registration: digestOf(utf8(JSON.stringify(grounds))),
    profileFor: async ({ serialNumber, withToken }) => {
      const wants = withToken && !isDeclared && plan.registration.tokenPerMac && method !== undefined;
      const bytes = wants ? bytesWith(await ports.registrationToken(serialNumber)) : bare;
      return bytes.length === 0 ? bytes : ports.signProfile(bytes);
    },
  };
}

function digestOf(bytes: Uint8Array): string {
  return toBase64url(nodeCrypto.sha256(bytes));
}
