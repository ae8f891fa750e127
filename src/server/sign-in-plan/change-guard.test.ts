import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { changesOf, type MacFacts } from './change-guard.ts';
import { type ChangeReason, changeReasons } from './change-reasons.ts';
import { samplePlan, samplePlanId } from './contract/sample-plan.ts';
import { planIdentity } from './plan-identity.ts';
import { previewOf } from './preview.ts';

type Change = Partial<z.input<typeof signInPlan>>;

const identity = planIdentity(samplePlanId, nodeCrypto);
const registered: MacFacts = { serialNumber: 'C1', osVersion: '26.1', state: 'registered', methods: ['Password'] };
const expected: MacFacts = { serialNumber: 'C2', osVersion: undefined, state: 'expected', methods: [] };

function effectOf(before: Change | undefined, after: Change, mac: MacFacts) {
  const [change] = changesOf(before && samplePlan(before), samplePlan(after), identity, [mac]);
  assert.ok(change);
  return { effect: change.effect, reasons: change.reasons };
}

const { application } = samplePlan();
const admitted = { login: ['RequireAuthentication', 'AllowAuthenticationGracePeriod'] } as const;

/** For each reason an edit that has it, on a Mac. */
const edits: Readonly<Record<ChangeReason, readonly [before: Change | undefined, after: Change, mac?: MacFacts]>> = {
  extension_changed: [{}, { application: { ...application, teamIdentifier: 'OTHER12345' } }],
  method_withdrawn: [{}, { method: 'OpenID' }],
  domain_withdrawn: [{}, { associatedDomains: [{ host: 'elsewhere.example' }] }],
  method_changed: [{}, { method: 'SmartCard' }],
  shared_keys_changed: [{}, { useSharedDeviceKeys: false }],
  extension_updated: [
    {},
    { application: { ...application, package: { file: 'companion.pkg', bundleVersion: '1.1', signed: true } } },
  ],
  profile_of_other_making: [undefined, {}],
  authentication_required: [{}, { policies: { ...admitted, login: [...admitted.login] } }],
  touch_id_required: [{}, { policies: { unlock: ['RequireTouchID'] } }, { ...registered, osVersion: '27.0' }],
  login_frequency_shortened: [
    { method: 'SmartCard' },
    { method: 'SmartCard', loginFrequency: 7200 },
    { ...registered, methods: ['SmartCard'] },
  ],
  local_accounts_denied: [{}, { policies: { login: ['RequireAuthentication'] } }, expected],
  profile_changed: [{}, { accountDisplayName: 'Another' }],
};

for (const [reason, [before, after, mac = registered]] of Object.entries(edits)) {
  test(`an edit is told to have the reason ${reason}, with its effect (12.6)`, () => {
    const { effect, reasons } = effectOf(before, after, mac);
    assert.ok(reasons.includes(reason as ChangeReason), reasons.join());
    assert.equal(effect, changeReasons[reason as ChangeReason].effect);
  });
}

test('what does not come into the payload does nothing, and saving the same plan does nothing', () => {
  assert.deepEqual(effectOf({}, {}, registered), { effect: 'nothing', reasons: [] });
  assert.equal(effectOf({}, { setup: { department: 'IT' } }, registered).effect, 'nothing');
});

test('an edit of what only newer Macs read leaves older ones alone (10.2)', () => {
  const edit: Change = { policies: { unlock: ['RequireTouchID'] } };
  assert.equal(effectOf({}, edit, { ...registered, osVersion: '26.1' }).effect, 'nothing');
  assert.equal(effectOf({}, edit, { ...registered, osVersion: '27.0' }).effect, 'sign-in-again');
  assert.equal(
    effectOf({}, { useSharedDeviceKeys: false }, { ...registered, osVersion: '13.6' }).effect,
    'profile-updated',
  );
  const web: Change = { method: 'OpenID', fallback: { method: 'Password' } };
  assert.deepEqual(effectOf({}, web, { ...registered, osVersion: '26.1' }), { effect: 'nothing', reasons: [] });
  assert.equal(effectOf({}, web, { ...registered, osVersion: '27.0' }).effect, 'register-again');
});

test('a Mac whose people have the method already is not asked again', () => {
  const mac: MacFacts = { ...registered, methods: ['UserSecureEnclaveKey'] };
  assert.equal(effectOf({}, { method: 'UserSecureEnclaveKey' }, mac).effect, 'profile-updated');
});

test('Macs that have not registered have nothing to lose', () => {
  for (const mac of [expected, { ...registered, methods: [] }, { ...registered, state: 'revoked' as const }]) {
    assert.equal(effectOf({}, { method: 'SmartCard' }, mac).effect, 'profile-updated');
  }
});

test('the gravest effect is the Mac’s, and every reason is told', () => {
  const { effect, reasons } = effectOf(
    {},
    { method: 'SmartCard', application: { ...application, teamIdentifier: 'OTHER12345' } },
    registered,
  );
  assert.equal(effect, 'unregister');
  assert.deepEqual(reasons, ['extension_changed', 'method_changed', 'profile_changed']);
});

test('a preview counts Macs by effect and reason, and names those that are disturbed', () => {
  const macs = [registered, { ...registered, serialNumber: 'C3', methods: ['SmartCard' as const] }, expected];
  const preview = previewOf(changesOf(samplePlan(), samplePlan({ method: 'SmartCard' }), identity, macs), []);
  assert.deepEqual(preview.counts, {
    nothing: 0,
    'profile-updated': 2,
    'sign-in-again': 0,
    'register-again': 1,
    unregister: 0,
  });
  assert.equal(preview.affected, 1);
  assert.deepEqual(
    preview.macs.map(({ serialNumber }) => serialNumber),
    ['C1'],
  );
  assert.deepEqual(
    preview.reasons.map(({ reason, macs: count }) => [reason, count]),
    [
      ['method_changed', 1],
      ['profile_changed', 3],
    ],
  );
});
