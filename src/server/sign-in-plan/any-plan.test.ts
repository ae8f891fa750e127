/** Properties over plans of any kind: what the linter lets pass, Apple's schema takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitsPropertyList } from '#api/plan-parts.ts';
import { signInPlan, type SignInPlan } from '#api/sign-in-plan.ts';
import { parsePlist, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { extensibleSsoTable } from '#protocol/schema/payloads/extensible-sso.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { changesOf, isDisruptive } from './change-guard.ts';
import { samplePlan, samplePlanId } from './contract/sample-plan.ts';
import { extensibleSsoPayload, plistOf } from './extensible-sso-payload.ts';
import { hasErrors, lintPlan } from './lint/linter.ts';
import { isAtLeast, type MacosVersion, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { planIdentity } from './plan-identity.ts';

const identity = planIdentity(samplePlanId, nodeCrypto);
const facts = {
  issuer: 'https://id.example.org',
  applications: [],
  passwordRules: { minimumLength: 12 },
  otherPayloads: [],
  macosVersions: [],
};
const method = fc.constantFrom('Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID');
const words = ['AttemptAuthentication', 'RequireAuthentication', 'AllowOfflineGracePeriod', 'RequireTouchID'] as const;
const version = fc
  .tuple(fc.constantFrom(13, 14, 15, 26, 27), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 }))
  .map((parts): MacosVersion => parts);

const anyPlan: fc.Arbitrary<SignInPlan> = fc
  .record(
    {
      method,
      fallback: fc.record({ method, below: fc.constantFrom('14', '15.4', '26') }, { requiredKeys: ['method'] }),
      useSharedDeviceKeys: fc.boolean(),
      loginFrequency: fc.integer({ min: 1, max: 100_000 }),
      urls: fc.array(fc.constantFrom('https://id.example.org/', 'https://b.example/a', 'ftp://x', 'http://c')),
      extensionData: fc
        .dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }))
        .filter((data) => fitsPropertyList(data)),
      registration: fc.record({ duringSetup: fc.boolean(), tokenPerMac: fc.boolean() }),
      accounts: fc.record(
        {
          createUserAtLogin: fc.boolean(),
          newUserAuthenticationMethods: fc.subarray(['Password', 'SmartCard', 'AccessKey', 'OpenID'] as const),
          newUserAuthorizationMode: fc.constantFrom('Standard', 'Admin', 'Groups', 'Temporary'),
          administratorGroups: fc.array(fc.constantFrom('a', 'b')),
        },
        { requiredKeys: [] },
      ),
      policies: fc.record(
        { fileVault: fc.subarray([...words]), login: fc.subarray([...words]), offlineGracePeriod: fc.nat(100_000) },
        { requiredKeys: [] },
      ),
      webLogin: fc.record({ urlAllowList: fc.subarray(['https://id.example.org', 'https://*']) }),
      setup: fc.record(
        { minimumMacos: fc.constantFrom('13', '15', '26', '27'), autoAdvance: fc.boolean() },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  // As it comes over the wire: without -0, which JSON does not write.
  .map((change) => samplePlan(JSON.parse(JSON.stringify(change))));

test('any plan is linted and rendered without a throw; one without errors is a payload that Apple’s schema takes', () => {
  fc.assert(
    fc.property(anyPlan, version, (plan, macos) => {
      const payload = extensibleSsoPayload(plan, identity, { macos, registrationToken: 'token' });
      assert.deepEqual(parsePlist(writeXmlPlist(payload)), payload);
      if (hasErrors(lintPlan(plan, facts))) return;
      const found = checkAgainst(extensibleSsoTable, payload, { macos: macos.join('.') });
      assert.deepEqual(
        found.filter(({ kind }) => kind !== 'newer_than_macos'),
        [],
      );
    }),
    { numRuns: 500 },
  );
});

test('a plan that was stored is the same plan when it is read again', () => {
  fc.assert(fc.property(anyPlan, (plan) => assert.deepEqual(signInPlan.parse(JSON.parse(JSON.stringify(plan))), plan)));
});

test('an edit and back disturbs a Mac both ways or neither, where only the method differs; the same plan never does', () => {
  const mac = { serialNumber: 'C1', osVersion: '26.1', state: 'registered', methods: ['Password'] } as const;
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const [same] = changesOf(plan, plan, identity, [mac]);
      assert.equal(same?.effect, 'nothing');
      const [change] = changesOf(samplePlan(), plan, identity, [mac]);
      // Whoever is disturbed is so by a profile that differs.
      if (change && isDisruptive(change.effect)) assert.ok(change.reasons.includes('profile_changed'));
    }),
  );
});

test('versions are compared as numbers, part by part', () => {
  fc.assert(
    fc.property(version, version, (left, right) => {
      assert.deepEqual(parseMacosVersion(left.join('.')), left);
      const order = left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
      assert.equal(isAtLeast(left, right), order >= 0);
    }),
  );
});

test('data that no property list can hold is refused at the edge: depth, control characters, large numbers', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 5000; level += 1) deep = [deep];
  for (const extensionData of [
    { deep },
    { text: 'a\u0000b' },
    { 'k\u0001': 1 },
    { large: 2 ** 60 },
    { lone: '\ud800' },
  ]) {
    assert.equal(signInPlan.safeParse({ ...samplePlan(), extensionData }).success, false);
  }
  const fine = { text: 'two\nlines', real: 1.5, list: [true, { a: 1 }] };
  assert.deepEqual(plistOf(samplePlan({ extensionData: fine }).extensionData), fine);
});
