/** What the words of a key say of a change, and what the change guard makes of it: they must not disagree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanChange } from '#api/plan-words/key-words.ts';
import { planKeyAt } from '#api/plan-words/plan-words.ts';
import { type PlanEffect, type SignInPlan, signInPlan } from '#api/sign-in-plan.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { changesOf } from './change-guard.ts';
import { samplePlan, samplePlanId } from './contract/sample-plan.ts';
import { planIdentity } from './plan-identity.ts';

/** A member with another value than the sample plan’s. */
const edits: readonly (readonly [member: string, after: unknown])[] = [
  ['organisation', 'Another'],
  ['accountDisplayName', 'Another'],
  ['application.teamIdentifier', 'TEAM654321'],
  ['application.extensionIdentifier', 'org.example.companion.other'],
  ['application.package.bundleVersion', '2.0'],
  ['application.package.file', 'other.pkg'],
  ['method', 'UserSecureEnclaveKey'],
  ['fallback', { method: 'SmartCard', below: '27' }],
  ['useSharedDeviceKeys', false],
  ['registration.tokenPerMac', false],
  ['registration.duringSetup', true],
  ['registration.deviceIdentifiersInAttestation', false],
  ['accounts.createUserAtLogin', true],
  ['accounts.newUserAuthorizationMode', 'Admin'],
  ['accounts.administratorGroups', ['Staff']],
  ['accounts.localPasscode', { minimumLength: 20 }],
  ['policies.fileVault', ['RequireAuthentication', 'AllowAuthenticationGracePeriod']],
  ['policies.login', ['RequireAuthentication', 'AllowAuthenticationGracePeriod']],
  ['policies.unlock', ['RequireAuthentication', 'AllowAuthenticationGracePeriod']],
  ['policies.offlineGracePeriod', 60],
  ['policies.nonPlatformSsoAccounts', ['itadmin']],
  ['setup.skipPanes', ['Siri']],
  ['setup.minimumMacos', '26'],
  ['setup.deviceIdentity', 'attested'],
  ['urls', ['https://id.example.org/', 'https://other.example.org/']],
  ['associatedDomains', [{ host: 'other.example.org' }]],
  ['webLogin', { urlAllowList: ['https://id.example.org'] }],
  ['screenLockedBehavior', 'Cancel'],
  ['extensionData', { a: 1 }],
  ['delivery', 'declaration'],
];

const effects: Readonly<Record<PlanChange, readonly PlanEffect[]>> = {
  quiet: ['nothing', 'profile-updated'],
  'next-enrollment': ['nothing', 'profile-updated'],
  server: ['nothing'],
  'sign-in-again': ['sign-in-again'],
  'register-again': ['register-again'],
  unregister: ['unregister'],
};

function edited(plan: SignInPlan, member: string, value: unknown): SignInPlan {
  const copy = structuredClone(plan) as Record<string, unknown>;
  const names = member.split('.');
  const holder = names.slice(0, -1).reduce((object, name) => object[name] as Record<string, unknown>, copy);
  holder[names.at(-1) ?? ''] = value;
  return signInPlan.parse(copy);
}

test('what the words say of a change is what the change guard makes of it', () => {
  const mac = { serialNumber: 'A', osVersion: '26.1', state: 'registered', methods: ['Password'] } as const;
  const identity = planIdentity(samplePlanId, nodeCrypto);
  for (const [member, after] of edits) {
    const plan = samplePlan();
    const [change] = changesOf(plan, edited(plan, member, after), identity, [mac]);
    const said = planKeyAt(member)?.change ?? assert.fail(member);
    assert.ok(effects[said].includes(change?.effect ?? 'nothing'), `${member}: said ${said}, is ${change?.effect}`);
  }
});
