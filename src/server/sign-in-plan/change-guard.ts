/**
 * The change guard: what an edit of the plan makes each Mac do, before it is saved. Source: Apple, "Registering devices
 * and users" (method, shared keys, extension), and what administrators report of silent re-registrations.
 */
import type { PlanMethod } from '#api/plan-parts.ts';
import type { PlanEffect, SignInPlan } from '#api/sign-in-plan.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { type ChangeReason, changeReasons } from './change-reasons.ts';
import { knownWords } from './platform-sso-dictionary.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { type MacosVersion, newestMacos, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import type { PlanIdentity } from './plan-identity.ts';
import { signInProfile } from './sign-in-profile.ts';

/** A Mac, as far as an edit can matter to it. */
export interface MacFacts {
  readonly serialNumber: string;
  readonly osVersion: string | undefined;
  readonly state: 'expected' | 'registered' | 'repair' | 'revoked';
  /** Methods of the people who are registered on it. */
  readonly methods: readonly PlanMethod[];
}

/** What an edit makes a Mac do, and why. */
export interface MacChange {
  readonly mac: MacFacts;
  readonly effect: PlanEffect;
  readonly reasons: readonly ChangeReason[];
}

/** Both plans as a Mac of one version sees them. */
interface Comparison {
  readonly before: SignInPlan;
  readonly after: SignInPlan;
  readonly methodBefore: PlanMethod | undefined;
  readonly methodAfter: PlanMethod | undefined;
  readonly macos: MacosVersion;
  readonly isProfileChanged: boolean;
}

const severity: readonly PlanEffect[] = ['nothing', 'profile-updated', 'sign-in-again', 'register-again', 'unregister'];

/** Whether people notice an effect. */
export function isDisruptive(effect: PlanEffect): boolean {
  return severity.indexOf(effect) >= severity.indexOf('sign-in-again');
}

/** What an edit does to Macs. Without a plan before, Macs that are registered have a profile of other making. */
export function changesOf(
  before: SignInPlan | undefined,
  after: SignInPlan,
  identity: PlanIdentity,
  macs: readonly MacFacts[],
): readonly MacChange[] {
  const comparisons = new Map<string, Comparison | undefined>();
  return macs.map((mac) => {
    const key = mac.osVersion ?? '';
    // Thousands of Macs have a handful of versions.
    if (!comparisons.has(key)) comparisons.set(key, before && compare(before, after, identity, mac.osVersion));
    return changeOf(comparisons.get(key), mac);
  });
}

function compare(
  before: SignInPlan,
  after: SignInPlan,
  identity: PlanIdentity,
  osVersion: string | undefined,
): Comparison {
  const macos = (osVersion === undefined ? undefined : parseMacosVersion(osVersion)) ?? newestMacos;
  const bytesOf = (plan: SignInPlan) =>
    Buffer.from(writeXmlPlist(signInProfile(plan, identity, { macos, registrationToken: undefined })));
  return {
    before,
    after,
    macos,
    methodBefore: methodFor(before, macos),
    methodAfter: methodFor(after, macos),
    isProfileChanged: !bytesOf(before).equals(bytesOf(after)),
  };
}

function changeOf(comparison: Comparison | undefined, mac: MacFacts): MacChange {
  const isRegistered = mac.state !== 'expected' && mac.state !== 'revoked' && mac.methods.length > 0;
  const reasons =
    comparison === undefined
      ? firstPlanReasons(isRegistered)
      : [...(isRegistered ? registeredReasons(comparison, mac) : []), ...everyMacReasons(comparison)];
  const effects = reasons.map((reason): PlanEffect => changeReasons[reason].effect);
  const effect = severity.findLast((one) => effects.includes(one)) ?? 'nothing';
  return { mac, effect, reasons };
}

function firstPlanReasons(isRegistered: boolean): readonly ChangeReason[] {
  return isRegistered ? ['profile_of_other_making'] : ['profile_changed'];
}

function registeredReasons(comparison: Comparison, mac: MacFacts): readonly ChangeReason[] {
  const { before, after, methodBefore, methodAfter } = comparison;
  const [old, next] = [before.application, after.application];
  const isOtherExtension =
    old.extensionIdentifier !== next.extensionIdentifier || old.teamIdentifier !== next.teamIdentifier;
  const isUpdated =
    old.package !== undefined && next.package !== undefined && old.package.bundleVersion !== next.package.bundleVersion;
  const hosts = new Set(after.associatedDomains.map(({ host }) => host.toLowerCase()));
  const isWithdrawn = before.associatedDomains.some(({ host }) => !hosts.has(host.toLowerCase()));
  // Who has the method already, because an earlier edit has not reached them yet, is not asked.
  const isOtherMethod = methodBefore !== methodAfter && mac.methods.some((method) => method !== methodAfter);
  return [
    ...reasonIf(isOtherExtension, 'extension_changed'),
    ...reasonIf(methodBefore !== undefined && methodAfter === undefined, 'method_withdrawn'),
    ...reasonIf(isWithdrawn, 'domain_withdrawn'),
    ...reasonIf(isOtherMethod && methodAfter !== undefined, 'method_changed'),
    // macOS 13 knows keys of people only.
    ...reasonIf(
      comparison.macos[0] >= 14 && before.useSharedDeviceKeys !== after.useSharedDeviceKeys,
      'shared_keys_changed',
    ),
    ...reasonIf(!isOtherExtension && isUpdated, 'extension_updated'),
    ...signInReasons(comparison),
  ];
}

function signInReasons({ before, after, macos, methodAfter }: Comparison): readonly ChangeReason[] {
  const words = (plan: SignInPlan) =>
    new Set<string>(
      [plan.policies.fileVault, plan.policies.login, plan.policies.unlock].flatMap((policy) =>
        knownWords(policy, macos),
      ),
    );
  const [old, next] = [words(before), words(after)];
  const isNew = (word: string) => macos[0] >= 15 && next.has(word) && !old.has(word);
  const countsPolicies = methodAfter === 'Password' || methodAfter === 'OpenID';
  const isSooner = (after.loginFrequency ?? usualFrequency) < (before.loginFrequency ?? usualFrequency);
  const isAsked = methodAfter === 'SmartCard' || methodAfter === 'OpenID';
  return [
    ...reasonIf(countsPolicies && isNew('RequireAuthentication'), 'authentication_required'),
    ...reasonIf(isNew('RequireTouchID') || isNew('RequireTouchIDOrWatch'), 'touch_id_required'),
    ...reasonIf(isAsked && isSooner, 'login_frequency_shortened'),
  ];
}

/** Apple's default of `LoginFrequency`, in seconds. */
const usualFrequency = 64_800;

function everyMacReasons({ before, after, macos, isProfileChanged }: Comparison): readonly ChangeReason[] {
  const denies = ({ policies }: SignInPlan) =>
    [policies.fileVault, policies.login, policies.unlock].some(
      (words) => words.includes('RequireAuthentication') && !words.includes('AllowAuthenticationGracePeriod'),
    );
  return [
    ...reasonIf(macos[0] >= 15 && denies(after) && !denies(before), 'local_accounts_denied'),
    ...reasonIf(isProfileChanged, 'profile_changed'),
  ];
}

function reasonIf(condition: boolean, reason: ChangeReason): readonly ChangeReason[] {
  return condition ? [reason] : [];
}
