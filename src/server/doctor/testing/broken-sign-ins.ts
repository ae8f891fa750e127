/** A Mac for each cause from the registration on, broken in that way alone, as it would show. */
import type { BrokenMac } from './broken-macs.ts';
import {
  edited,
  freshMac,
  healthyText,
  planOf,
  refusal,
  sampleEvent,
  sampleFindings,
  sampleMac,
  samplePerson,
  sampleNow,
  testdata,
} from './sample-findings.ts';

const finding = (code: string) => ({
  code,
  severity: 'warning' as const,
  member: 'accounts',
  message: 'Said by the linter.',
});
const registering = (code: string, change = {}) =>
  sampleFindings({
    text: null,
    mac: freshMac(),
    events: [refusal(code, { type: 'platform-sso.device-registration.refused', ...change })],
  });
const refusedNow = (code: string, change = {}) =>
  sampleFindings({ text: null, events: [refusal(code, change), sampleEvent()] });
const policy = (code: string, purpose: string) => [
  refusal(code, { type: 'sign-in.refused', purpose, reason: 'Managed Macs only' }),
];
const log = (message: string) =>
  `2026-09-01 08:10:02.112233+0000 0x2b1c     Error       0x0                  412    0    AppSSOAgent: (PlatformSSO) [com.apple.AppSSO:PODiagnostics] ${message}`;
const ada = edited(healthyText('Password'), ['POUserStateNormal (0)', 'POUserStateNeedsRegistration (2)']);
const enclave = healthyText('UserSecureEnclaveKey');

/** The Macs. */
export const brokenSignIns: readonly BrokenMac[] = [
  {
    code: 'person_may_not_register',
    confidence: 'certain',
    how: 'people need a token',
    findings: registering('registration_not_allowed'),
  },
  {
    code: 'registration_token_refused',
    confidence: 'certain',
    how: 'it expired',
    findings: registering('registration_token_expired'),
  },
  {
    code: 'registration_token_refused',
    confidence: 'possible',
    how: 'the event names no Mac',
    findings: registering('registration_token_expired', { isOfSomebody: true, userId: undefined }),
  },
  {
    code: 'registered_with_other_keys',
    confidence: 'certain',
    how: 'erased and set up anew',
    findings: registering('device_already_registered'),
  },
  {
    code: 'attestation_refused',
    confidence: 'certain',
    how: 'none came',
    findings: registering('attestation_required'),
  },
  {
    code: 'registration_policy_circle',
    confidence: 'certain',
    how: 'a rule for managed Macs',
    findings: sampleFindings({ text: null, mac: freshMac(), events: policy('policy_refused', 'mac-registration') }),
  },
  {
    code: 'mac_revoked',
    confidence: 'certain',
    how: 'an administrator did',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({
        stage: 'revoked',
        people: [],
        registration: { state: 'revoked', registeredAt: undefined, lastSeenAt: undefined },
      }),
      events: [refusal('device_revoked')],
    }),
  },
  {
    code: 'mac_signs_with_old_keys',
    confidence: 'certain',
    how: 'two Macs with one disk',
    findings: refusedNow('device_keys_retired'),
  },
  {
    code: 'clock_wrong',
    confidence: 'certain',
    how: 'refused as expired',
    findings: refusedNow('request_expired', { reason: 'iat is 900 s in the past' }),
  },
  {
    code: 'clock_wrong',
    confidence: 'certain',
    how: 'a text from tomorrow',
    findings: sampleFindings({ text: edited(healthyText('Password'), ['Time: 2026-09-01', 'Time: 2026-09-02']) }),
  },
  {
    code: 'registration_forgotten_by_mac',
    confidence: 'certain',
    how: 'the profile was replaced',
    findings: sampleFindings({
      text: edited(
        healthyText('Password'),
        ['"registrationCompleted" : true', '"registrationCompleted" : false'],
        [/User Configuration:[\s\S]*$/, 'User Configuration:\n (null)\n\nSSO Tokens:\n (null)\n'],
      ),
    }),
  },
  {
    code: 'registration_unregistered_here',
    confidence: 'certain',
    how: 'the server forgot it',
    findings: sampleFindings({ mac: freshMac(), events: [] }),
  },
  {
    code: 'user_registration_unfinished',
    confidence: 'certain',
    how: 'the Mac is green, the person is not',
    findings: sampleFindings({ text: ada, mac: sampleMac({ stage: 'registered', people: [] }), events: [] }),
  },
  {
    code: 'enclave_key_lost',
    confidence: 'certain',
    how: 'POUserStateNeedsNewKeys',
    findings: sampleFindings(
      { text: edited(enclave, ['POUserStateNormal (0)', 'POUserStateNeedsNewKeys (1)']) },
      'UserSecureEnclaveKey',
    ),
  },
  {
    code: 'enclave_key_lost',
    confidence: 'likely',
    how: 'the server refused another key',
    findings: refusedNow('user_key_unknown'),
  },
  {
    code: 'card_not_accepted',
    confidence: 'certain',
    how: 'revoked',
    findings: refusedNow('card_not_accepted', { reason: 'revoked' }),
  },
  {
    code: 'card_not_paired',
    confidence: 'likely',
    how: 'sc_auth identities',
    findings: sampleFindings({
      text: 'SmartCard: com.apple.pivtoken:5F2A\nUnpaired identities:\n00112233445566778899AABBCCDDEEFF00112233\tCertificate For PIV Authentication (Ada Lovelace)\n',
      mac: freshMac(),
      events: [],
      plan: planOf('SmartCard'),
    }),
  },
  {
    code: 'person_not_registered_here',
    confidence: 'certain',
    how: 'a second person',
    findings: refusedNow('user_not_registered', { userId: 'usr_grace' }),
  },
  {
    code: 'first_login_not_allowed',
    confidence: 'certain',
    how: 'the settings say nobody',
    findings: refusedNow('first_login_not_allowed', { userId: 'usr_grace' }),
  },
  {
    code: 'account_claim_missing',
    confidence: 'certain',
    how: 'the linter',
    findings: sampleFindings({
      text: null,
      plan: planOf('Password', {}, { findings: [finding('mapping_claim_unknown')] }),
    }),
  },
  {
    code: 'short_name_mapping_needs_newer_macos',
    confidence: 'certain',
    how: 'macOS 15.3',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ osVersion: '15.3' }),
      plan: planOf('Password', {
        accounts: { tokenToUserMapping: { accountName: 'com.apple.PlatformSSO.AccountShortName', fullName: 'name' } },
      }),
    }),
  },
  {
    code: 'account_name_taken',
    confidence: 'likely',
    how: 'a log',
    findings: sampleFindings({ text: log('Failed to create user: account name ada already exists') }),
  },
  {
    code: 'account_not_made_in_setup',
    confidence: 'possible',
    how: 'no account is told',
    findings: sampleFindings({
      text: null,
      events: [sampleEvent({ type: 'platform-sso.device.registered' })],
      mac: sampleMac({
        stage: 'released',
        setup: { lane: 'setup-assistant', state: 'released', release: 'ready', missing: [], accounts: [] },
      }),
    }),
  },
  {
    code: 'account_disabled',
    confidence: 'certain',
    how: 'in the directory',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ people: [samplePerson({ isDisabled: true })] }),
      events: [refusal('wrong_credential', { reason: 'disabled' })],
    }),
  },
  {
    code: 'password_must_change',
    confidence: 'certain',
    how: 'a temporary password',
    findings: refusedNow('password_must_change'),
  },
  { code: 'attempts_used_up', confidence: 'certain', how: 'too many', findings: refusedNow('too_many_attempts') },
  {
    code: 'password_not_the_organisations',
    confidence: 'certain',
    how: 'wrong',
    findings: refusedNow('wrong_credential', { reason: 'wrong-password' }),
  },
  {
    code: 'password_changed_elsewhere',
    confidence: 'likely',
    how: 'changed after the last login',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ people: [samplePerson({ lastLoginAt: sampleNow - 90_000_000 })] }),
      events: [
        refusal('wrong_credential', { reason: 'wrong-password' }),
        sampleEvent({
          sequence: 110,
          time: sampleNow - 8_000_000,
          type: 'directory.password.changed',
          outcome: 'changed',
        }),
      ],
    }),
  },
  {
    code: 'local_password_rules_stricter',
    confidence: 'certain',
    how: 'a log',
    findings: sampleFindings({
      text: log('Failed to change local password: password does not meet the policy of this Mac (-14165)'),
    }),
  },
  {
    code: 'local_password_rules_stricter',
    confidence: 'likely',
    how: 'the linter',
    findings: sampleFindings({
      text: null,
      plan: planOf('Password', {}, { findings: [finding('local_passcode_stricter')] }),
    }),
  },
  {
    code: 'sign_in_policy_refuses',
    confidence: 'certain',
    how: 'a rule for logins',
    findings: sampleFindings({ text: null, events: policy('factor_missing', 'login') }),
  },
  {
    code: 'request_changed_on_the_way',
    confidence: 'certain',
    how: 'client-request-id changed',
    findings: refusedNow('nonce_foreign'),
  },
  { code: 'nonce_not_fresh', confidence: 'certain', how: 'sent twice', findings: refusedNow('nonce_replayed') },
  {
    code: 'login_configuration_stale',
    confidence: 'certain',
    how: 'addresses of another server',
    findings: sampleFindings({
      text: edited(healthyText('Password'), [/https:\/\/id\.example\.org/g, 'https://old.example.org']),
    }),
  },
  {
    code: 'login_configuration_stale',
    confidence: 'certain',
    how: 'another audience',
    findings: refusedNow('audience_mismatch'),
  },
  { code: 'server_too_busy', confidence: 'likely', how: 'a refusal', findings: refusedNow('busy') },
  {
    code: 'kerberos_ticket_not_imported',
    confidence: 'likely',
    how: 'kerberosStatus',
    findings: sampleFindings({
      text: edited(healthyText('Password'), [
        /"kerberosStatus" : \[\n\n {2}\]/,
        '"kerberosStatus" : [\n    {\n      "exchangeRequired" : false,\n      "failedToConnect" : true,\n      "importSuccessful" : false,\n      "realm" : "EXAMPLE.ORG",\n      "ticketKeyPath" : "tgt_ad"\n    }\n  ]',
      ]),
    }),
  },
  {
    code: 'browser_host_missing',
    confidence: 'likely',
    how: 'Chrome’s console',
    findings: sampleFindings({ text: 'Unchecked runtime.lastError: Specified native messaging host not found.' }),
  },
  {
    code: 'tokens_ended',
    confidence: 'certain',
    how: '(Expired)',
    findings: sampleFindings({
      text: edited(healthyText('Password'), ['2026-09-15T08:14:54Z (Not Expired)', '2026-08-31T08:14:54Z (Expired)']),
    }),
  },
  {
    code: 'screensaver_rule_replaced',
    confidence: 'likely',
    how: 'authorizationdb',
    findings: sampleFindings({ text: testdata('screensaver-rule') }),
  },
  {
    code: 'unlock_key_missing',
    confidence: 'likely',
    how: 'no certificate for unlocking',
    findings: sampleFindings({
      text: edited(healthyText('Password'), [/^ {2}"user(?:Unlock|Decryption)\w+" : .*\n/gm, '']),
    }),
  },
  {
    code: 'unlock_key_gone_here',
    confidence: 'certain',
    how: 'unlock_key_unknown',
    findings: refusedNow('unlock_key_unknown'),
  },
  {
    code: 'offline_grace_over',
    confidence: 'likely',
    how: 'a log',
    findings: sampleFindings({ text: log('Login denied: offline grace period has expired') }),
  },
  {
    code: 'refresh_token_reused',
    confidence: 'certain',
    how: 'a copied disk',
    findings: refusedNow('refresh_token_reused'),
  },
  { code: 'refresh_refused', confidence: 'certain', how: 'revoked', findings: refusedNow('refresh_token_revoked') },
  {
    code: 'login_refused_with_predicate',
    confidence: 'certain',
    how: 'a predicate that fits all',
    findings: sampleFindings({
      text: edited(healthyText('Password'), [
        '  "issuer"',
        '  "invalidCredentialPredicate" : "error != nil",\n  "issuer"',
      ]),
    }),
  },
];
