import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { signInPlan } from '#api/sign-in-plan.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { type PlistValue, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { parseConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import readings from '#test/vectors/sign-in-plan/cpython-reading.json' with { type: 'json' };
import { fullPlan, samplePlan, samplePlanId } from './contract/sample-plan.ts';
import { hasErrors, lintPlan } from './lint/linter.ts';
import { planIdentity } from './plan-identity.ts';
import { signInProfile } from './sign-in-profile.ts';

const root = join(import.meta.dirname, '../../..');
const identity = planIdentity(samplePlanId, nodeCrypto);

/** JSON as the reading of CPython was written: data in an object of its own. */
function jsonOf(value: PlistValue): unknown {
  if (value instanceof Uint8Array) return { data: toBase64(value) };
  if (Array.isArray(value)) return value.map((item: PlistValue) => jsonOf(item));
  if (typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]: [string, PlistValue]) => [key, jsonOf(member)]));
}

for (const [name, plan, macos] of [
  ['small-13', samplePlan(), [13, 0, 0]],
  ['full-26', fullPlan(), [26, 0, 0]],
  ['full-27', fullPlan(), [27, 0, 0]],
] as const) {
  test(`the profile ${name} is byte for byte what it was, and CPython reads in it what was meant`, () => {
    const profile = signInProfile(plan, identity, { macos, registrationToken: 'registration-token' });
    const bytes = writeXmlPlist(profile);
    const golden = readFileSync(join(root, 'test/vectors/sign-in-plan', `${name}.mobileconfig`));
    assert.equal(Buffer.from(bytes).toString(), golden.toString());
    assert.deepEqual(jsonOf(profile), readings[name]);
    assert.equal(parseConfigurationProfile(bytes).PayloadIdentifier, identity.profile.PayloadIdentifier);
  });
}

test('the example of the document can be saved as it stands', () => {
  const text = readFileSync(join(root, 'docs/sign-in-plan.md'), 'utf8');
  const [, example = ''] = /<!-- example -->\n```json\n([\s\S]*?)\n```/.exec(text) ?? [];
  const plan = signInPlan.parse(JSON.parse(example));
  const { teamIdentifier, bundleIdentifier, extensionIdentifier } = plan.application;
  const findings = lintPlan(plan, {
    issuer: 'https://id.example.org',
    applications: [bundleIdentifier, extensionIdentifier].map((bundle) => `${teamIdentifier}.${bundle}`),
    passwordRules: { minimumLength: 12 },
    otherPayloads: [],
    macosVersions: ['26.1'],
  });
  assert.equal(hasErrors(findings), false, JSON.stringify(findings));
  assert.deepEqual(findings, []);
});
