import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { fullPlan, samplePlan } from '../contract/sample-plan.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';
import { hasErrors, lintPlan } from './linter.ts';
import type { LintFacts } from './rule.ts';

type Change = Partial<z.input<typeof signInPlan>>;

const facts: LintFacts = {
  issuer: 'https://id.example.org',
  applications: ['TEAM123456.org.example.companion', 'TEAM123456.org.example.companion.ssoextension'],
  passwordRules: { minimumLength: 12 },
  otherPayloads: [],
  macosVersions: ['15.5', '26.1'],
};
const { application } = samplePlan();
const admin = { shortName: 'itadmin', fullName: 'IT Admin' };
const unattended: Change['setup'] = { autoAdvance: true, language: 'en', region: 'GB', managedAdministrator: admin };
const require = ['RequireAuthentication' as const];

/** For each code a change of a plan without findings, and of facts, that brings it up. */
const cases: Readonly<Record<FindingCode, readonly [change: Change, facts?: Partial<LintFacts>]>> = {
  team_identifier_missing: [{ application: { ...application, teamIdentifier: '' } }],
  team_identifier_malformed: [{ application: { ...application, teamIdentifier: 'team123456' } }],
  extension_outside_application: [{ application: { ...application, extensionIdentifier: 'org.other.extension' } }],
  urls_missing: [{ urls: [] }],
  url_malformed: [{ urls: ['https://id.example.org/', 'https://id.example.org/a?b=c'] }],
  url_duplicate: [{ urls: ['https://id.example.org/', 'HTTPS://ID.example.org'] }],
  extension_data_unrepresentable: [{ extensionData: { list: [1, null] } }],
  url_taken: [{}, { otherPayloads: [{ profile: 'p', urls: ['https://ID.example.org'], platformSso: false }] }],
  payload_duplicate: [{}, { otherPayloads: [{ profile: 'p', urls: [], platformSso: true }] }],
  payload_perhaps_duplicate: [{}, { otherPayloads: [{ profile: 'p', urls: [], platformSso: 'unknown' }] }],
  url_not_encrypted: [{ urls: ['https://id.example.org/', 'http://id.example.org/'] }],
  issuer_not_in_urls: [{ urls: ['https://id.example.org/elsewhere'] }],
  associated_domain_missing: [{ associatedDomains: [] }],
  application_not_associated: [{}, { applications: [] }],
  package_missing: [{ application: { ...application, package: undefined }, registration: { duringSetup: true } }],
  package_left_to_others: [{ application: { ...application, package: undefined } }],
  package_unsigned: [
    { application: { ...application, package: { file: 'a.pkg', bundleVersion: '1', signed: false } } },
  ],
  minimum_macos_below_method: [{ method: 'OpenID', setup: { minimumMacos: '26' } }],
  method_without_fallback: [{ method: 'SmartCard' }],
  macs_without_method: [{ method: 'OpenID' }],
  fallback_never_used: [{ method: 'OpenID', fallback: { method: 'Password' }, setup: { minimumMacos: '27' } }],
  web_login_missing: [{ method: 'OpenID' }],
  web_login_url_malformed: [{ webLogin: { urlAllowList: ['https://*.example.org'] } }],
  web_login_misses_issuer: [{ webLogin: { urlAllowList: ['https://other.example.org'] } }],
  web_login_unused: [{ webLogin: { urlAllowList: ['https://id.example.org'] } }],
  login_frequency_too_short: [{ loginFrequency: 3599 }],
  shared_keys_needed_for_accounts: [{ useSharedDeviceKeys: false, accounts: { createUserAtLogin: true } }],
  shared_keys_needed_for_authorization: [{ useSharedDeviceKeys: false, accounts: { authorization: true } }],
  shared_keys_needed_for_web_login: [{ useSharedDeviceKeys: false, method: 'OpenID' }],
  shared_keys_needed_for_setup: [{ useSharedDeviceKeys: false, registration: { duringSetup: true } }],
  shared_keys_off: [{ useSharedDeviceKeys: false }],
  accounts_not_with_secure_enclave_key: [{ method: 'UserSecureEnclaveKey', accounts: { createUserAtLogin: true } }],
  first_user_not_with_secure_enclave_key: [{ method: 'UserSecureEnclaveKey', registration: { duringSetup: true } }],
  new_user_methods_need_macos_26: [
    {
      method: 'UserSecureEnclaveKey',
      accounts: { createUserAtLogin: true, newUserAuthenticationMethods: ['Password'] },
    },
  ],
  groups_missing: [{ accounts: { userAuthorizationMode: 'Groups' } }],
  groups_unused: [{ accounts: { administratorGroups: ['Staff'] } }],
  groups_too_many: [
    {
      accounts: {
        authorization: true,
        administratorGroups: Array.from({ length: 100 }, (_, index) => `g${index}`),
        additionalGroups: ['one more'],
      },
    },
  ],
  temporary_needs_creation: [{ accounts: { newUserAuthorizationMode: 'Temporary' } }],
  temporary_with_first_user: [
    {
      registration: { duringSetup: true },
      accounts: { createUserAtLogin: true, newUserAuthorizationMode: 'Temporary' },
    },
  ],
  temporary_needs_macos_26: [{ accounts: { createUserAtLogin: true, newUserAuthorizationMode: 'Temporary' } }],
  quick_login_without_temporary: [{ accounts: { temporarySessionQuickLogin: true } }],
  access_key_incomplete: [{ accounts: { newUserAuthenticationMethods: ['AccessKey'] } }],
  access_key_unused: [{ accessKey: fullPlan().accessKey }],
  mapping_claim_unknown: [{ accounts: { tokenToUserMapping: { accountName: 'shoe_size', fullName: 'name' } } }],
  short_name_needs_macos_15_4: [
    { accounts: { tokenToUserMapping: { accountName: 'com.apple.PlatformSSO.AccountShortName', fullName: 'name' } } },
  ],
  local_passcode_stricter: [{ accounts: { localPasscode: { minimumLength: 14 } } }],
  local_passcode_expires: [{ accounts: { localPasscode: { maximumAgeDays: 90 } } }],
  policy_without_password: [{ method: 'SmartCard', policies: { login: ['AttemptAuthentication'] } }],
  policy_contradictory: [{ policies: { login: ['AttemptAuthentication', 'RequireAuthentication'] } }],
  grace_period_missing: [{ policies: { login: [...require, 'AllowOfflineGracePeriod'] } }],
  grace_period_unused: [{ policies: { offlineGracePeriod: 3600 } }],
  grace_without_requirement: [{ policies: { login: ['AllowOfflineGracePeriod'], offlineGracePeriod: 3600 } }],
  touch_id_fallback_alone: [{ policies: { login: ['AllowOpenIDForTouchIDFallback'] } }],
  offline_lockout: [{ policies: { login: require } }],
  administrator_under_policy: [{ policies: { login: require }, setup: { managedAdministrator: admin } }],
  break_glass_missing: [{ policies: { login: require } }],
  file_vault_needs_apple_silicon: [{ policies: { fileVault: ['AttemptAuthentication'] } }],
  sign_in_page_excludes_platform_sso: [
    { registration: { duringSetup: true }, setup: { requirePlatformSso: true, signInPage: true } },
  ],
  auto_advance_with_sign_in_page: [{ setup: { ...unattended, signInPage: true } }],
  registration_during_setup_needed: [{ setup: { requirePlatformSso: true } }],
  registration_during_setup_needs_macos_26: [{ registration: { duringSetup: true } }],
  registration_token_needed: [{ setup: unattended, registration: { tokenPerMac: false } }],
  await_configured_needed: [{ registration: { duringSetup: true }, setup: { awaitConfigured: false } }],
  auto_advance_without_administrator: [{ setup: { autoAdvance: true } }],
  auto_advance_without_language: [{ setup: { autoAdvance: true } }],
  auto_advance_with_first_user: [{ setup: unattended, registration: { duringSetup: true } }],
  auto_advance_without_accounts: [{ setup: unattended }],
  primary_account_needs_administrator: [{ setup: { primaryAccount: { skip: true } } }],
  declaration_not_during_setup: [{ delivery: 'declaration', registration: { duringSetup: true } }],
  declaration_needs_macos_27: [{ delivery: 'declaration' }],
  attested_only_refuses_older_macos: [{ setup: { deviceIdentity: 'attested-only' } }],
  attested_only_refuses_intel: [{ setup: { deviceIdentity: 'attested-only', minimumMacos: '14' } }],
  attested_where_possible: [{ setup: { deviceIdentity: 'attested' } }],
  skip_pane_unknown: [{ setup: { skipPanes: ['AgeAssurance'] } }],
};

test('a plain plan for Macs of any age has nothing to say about itself', () => {
  assert.deepEqual(lintPlan(samplePlan(), facts), []);
});

for (const [code, [change, different = {}]] of Object.entries(cases)) {
  test(`the linter says ${code} where it is so, and is silent elsewhere`, () => {
    const findings = lintPlan(samplePlan(change), { ...facts, ...different });
    const found = findings.filter((finding) => finding.code === code);
    assert.ok(found.length > 0, JSON.stringify(findings));
    const meaning = findingCodes[code as FindingCode];
    for (const { severity, message } of found)
      assert.deepEqual([severity, message], [meaning.severity, meaning.message]);
    assert.equal(hasErrors(findings), findings[0]?.severity === 'error');
  });
}

test('what Microsoft numbers 10001 is a payload that cannot be used, and 10002 a second one', () => {
  const of = (number: string) =>
    Object.entries(findingCodes).filter(([, meaning]) => 'microsoft' in meaning && meaning.microsoft === number);
  assert.deepEqual(
    of('10002').map(([code]) => code),
    ['url_taken', 'payload_duplicate', 'payload_perhaps_duplicate'],
  );
  assert.ok(of('10001').every(([, { severity }]) => severity === 'error'));
});

test('a plan that says everything can be saved when it fits together', () => {
  const errors = lintPlan(fullPlan(), facts).filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors, []);
});

test('a shared Mac that sets itself up is without errors', () => {
  const plan = samplePlan({
    setup: { ...unattended, primaryAccount: { skip: true } },
    accounts: { createUserAtLogin: true, createFirstUserDuringSetup: false },
  });
  assert.equal(hasErrors(lintPlan(plan, facts)), false);
});
