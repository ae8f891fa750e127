import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sampleState, sampleTime, sampleUser } from '../testing/sample-mac.ts';
import { foundationJson } from './foundation-json.ts';
import { isRegistered, parseAppSsoState } from './parse-state.ts';
import { appSsoState } from './platform-state.ts';

const sha256 = (text: string) => createHash('sha256').update(Buffer.from(text, 'base64')).digest('base64');

// Keys, order, blanks and words are those of the one public output (macOS 15.6 in a virtual machine, password method); the
// names and keys are this test's.
const golden = `Time: 2026-04-25 09:41:29 +0000

Device Configuration:
 {
  "_deviceEncryptionKeyData" : "${sha256('ZW5jcnlwdGlvbg==')}",
  "_deviceSigningKeyData" : "${sha256('c2lnbmluZw==')}",
  "allowDeviceIdentifiersInAttestation" : false,
  "authGracePeriodStart" : "2026-04-25T09:13:31Z",
  "authorizationEnabled" : false,
  "created" : "2026-04-25T09:41:29Z",
  "createUsersEnabled" : false,
  "encryptionAlgorithm" : "ECDHE-A256GCM",
  "extensionIdentifier" : "org.porchlight.companion.ssoextension",
  "fileVaultPolicy" : "AttemptAuthentication (1)",
  "lastEncryptionKeyChange" : "2026-04-25T09:13:22Z",
  "loginFrequency" : 64800,
  "loginPolicy" : "None (0)",
  "loginType" : "POLoginTypePassword (1)",
  "newUserAuthorizationMode" : "None",
  "offlineGracePeriod" : "0 hours",
  "pendingEncryptionAlgorithm" : "none",
  "pendingSigningAlgorithm" : "none",
  "protocolVersion" : 1,
  "registrationCompleted" : true,
  "requireAuthGracePeriod" : "0 hours",
  "sdkVersionString" : 15.199999999999999,
  "sharedDeviceKeys" : true,
  "signingAlgorithm" : "ES256",
  "tokenToUserMapping" : {
    "AccountName" : "preferred_username",
    "FullName" : "name"
  },
  "unlockPolicy" : "None (0)",
  "userAuthorizationMode" : "None",
  "version" : 1
}

Login Configuration:
 {
  "accountDisplayName" : "Example",
  "additionalScopes" : "urn:apple:platformsso",
  "audience" : "https://id.example.org/platform-sso",
  "clientID" : "porchlight-psso",
  "created" : "2026-04-25T09:41:29Z",
  "includePreviousRefreshTokenInLoginRequest" : false,
  "issuer" : "https://id.example.org",
  "jwksEndpointURL" : "https://id.example.org/.well-known/jwks.json",
  "loginRequestEncryptionAlgorithm" : "ECDHE-A256GCM",
  "nonceEndpointURL" : "https://id.example.org/platform-sso/nonce",
  "nonceResponseKeypath" : "Nonce",
  "previousRefreshTokenClaimName" : "previous_refresh_token",
  "serverNonceClaimName" : "request_nonce",
  "tokenEndpointURL" : "https://id.example.org/platform-sso/token",
  "uniqueIdentifierClaimName" : "sub",
  "userSEPKeyBiometricPolicy" : "None (0)"
}

User Configuration:
 {
  "_credential" : "${sha256('Y3JlZGVudGlhbA==')}",
  "created" : "2026-04-25T09:41:29Z",
  "kerberosStatus" : [

  ],
  "lastLoginDate" : "2026-04-25T09:17:44Z",
  "loginType" : "POLoginTypePassword (1)",
  "pendingSigningAlgorithm" : "none",
  "signingAlgorithm" : "ES256",
  "state" : "POUserStateNormal (0)",
  "uniqueIdentifier" : "usr_ada",
  "userDecryptionCertificate" : "MIIC",
  "userDecryptionContext" : "${sha256('Y29udGV4dA==')}",
  "userDecryptionKeyHash" : "EC49216A179C9DBD5777CCEBC55EE7C870678A41",
  "userLoginConfiguration" : {
    "created" : "2026-04-25T09:41:29Z",
    "loginUserName" : "ada@example.org"
  },
  "userUnlockCertificate" : "MIIB-_8",
  "userUnlockData" : "${sha256('AQID')}",
  "userUnlockHash" : "6C3B9A1D5E2F40718293A4B5C6D7E8F901234567",
  "version" : 1
}

SSO Tokens:
Received:
2026-04-25T09:17:44Z
Expiration:
2026-05-09T09:17:43Z (Not Expired)
`;

test('app-sso platform -s prints a registered Mac as macOS 15 does, key for key (13.2)', () => {
  assert.equal(appSsoState(sampleState(), 'ada', sampleTime), golden);
});

test('a Mac without Platform SSO prints (null) on the line after each heading (13.2)', () => {
  const state = sampleState({
    platformSso: {
      device: undefined,
      loginConfiguration: undefined,
      users: {},
      registrationRetryAt: undefined,
      jwks: undefined,
    },
  });
  const nothing = ['Device Configuration', 'Login Configuration', 'User Configuration', 'SSO Tokens'];
  const blocks = nothing.map((heading) => `${heading}:\n (null)\n`).join('\n');
  assert.equal(appSsoState(state, 'ada', sampleTime), `Time: 2026-04-25 09:41:29 +0000\n\n${blocks}`);
});

test('another person on a registered Mac sees the device, and no user configuration and tokens (13.1)', () => {
  const parsed = parseAppSsoState(appSsoState(sampleState(), 'grace', sampleTime));
  assert.equal(parsed.device?.['registrationCompleted'], true);
  assert.equal(parsed.user, undefined);
  assert.equal(parsed.tokens, undefined);
  assert.equal(isRegistered(parsed), false);
});

test('a person who is not registered prints the seven keys of the known sample (13.2)', () => {
  const state = sampleState();
  state.platformSso.users['ada'] = {
    ...sampleUser,
    state: 'NeedsRegistration',
    uniqueIdentifier: '1D0C0000-0000-4000-8000-000000000000',
    credential: undefined,
    loginUserName: undefined,
    lastLogin: undefined,
    tokens: undefined,
    unlock: undefined,
  };
  const { user } = parseAppSsoState(appSsoState(state, 'ada', sampleTime));
  assert.deepEqual(Object.keys(user ?? {}), [
    'created',
    'loginType',
    'pendingSigningAlgorithm',
    'signingAlgorithm',
    'state',
    'uniqueIdentifier',
    'version',
  ]);
  assert.equal(user?.['state'], 'POUserStateNeedsRegistration (2)');
});

test('the Secure Enclave method prints _sepKeyData and no _credential (13.2)', () => {
  const state = sampleState();
  state.platformSso.users['ada'] = {
    ...sampleUser,
    loginType: 'UserSecureEnclaveKey',
    credential: undefined,
    secureEnclaveKey: 'user',
    unlock: undefined,
  };
  const { user } = parseAppSsoState(appSsoState(state, 'ada', sampleTime));
  assert.equal(user?.['_sepKeyData'], sha256('dXNlcg=='));
  assert.equal(user?.['loginType'], 'POLoginTypeUserSecureEnclaveKey (2)');
  assert.equal('_credential' in (user ?? {}), false);
});

test('no secret of the state stands in the output (13.2)', () => {
  const text = appSsoState(sampleState(), 'ada', sampleTime);
  for (const secret of ['Y3JlZGVudGlhbA==', 'c2lnbmluZw==', 'ZW5jcnlwdGlvbg==', 'Y29udGV4dA==', 'AQID']) {
    assert.equal(text.includes(secret), false, `the output holds ${secret}`);
  }
});

test('macOS 13 prints no key that came with macOS 14 or 15 (12.7)', () => {
  const { device, login, user } = parseAppSsoState(appSsoState(sampleState({ macos: '13.0' }), 'ada', sampleTime));
  for (const name of ['sharedDeviceKeys', 'protocolVersion', 'loginPolicy', 'signingAlgorithm', 'tokenToUserMapping']) {
    assert.equal(name in (device ?? {}), false, `device prints ${name}`);
  }
  assert.equal('userSEPKeyBiometricPolicy' in (login ?? {}), false);
  assert.equal('signingAlgorithm' in (user ?? {}), false);
});

test('macOS 14 prints shared keys but no login policy, macOS 15.0 no attestation identifiers (12.7)', () => {
  const device = (macos: '14.0' | '15.0') =>
    parseAppSsoState(appSsoState(sampleState({ macos }), 'ada', sampleTime)).device ?? {};
  assert.equal(device('14.0')['sharedDeviceKeys'], true);
  assert.equal('loginPolicy' in device('14.0'), false);
  assert.equal(device('15.0')['loginPolicy'], 'None (0)');
  assert.equal('allowDeviceIdentifiersInAttestation' in device('15.0'), false);
});

test('keys are sorted without regard to case, as in the blocks of the known sample (13.2)', () => {
  const sample = { 'x-client-Ver': 1, 'x-client-SKU': 1, 'x-client-OS': 1, 'x-client-brkrver': 1, tgt: 1, _a: [] };
  const names = [...foundationJson(sample).matchAll(/"([^"]+)" :/g)].map(([, name]) => name);
  assert.deepEqual(names, ['_a', 'tgt', 'x-client-brkrver', 'x-client-OS', 'x-client-SKU', 'x-client-Ver']);
});

test('policies print their names with the sum, grace periods in hours (13.2)', () => {
  const state = sampleState();
  const [profile] = state.profiles;
  assert.ok(profile);
  const payload = {
    PayloadType: 'com.apple.extensiblesso',
    PlatformSSO: {
      LoginPolicy: ['RequireAuthentication', 'AllowOfflineGracePeriod'],
      OfflineGracePeriod: 86_400,
      NonPlatformSSOAccounts: ['rescue'],
      NewUserAuthorizationMode: 'Standard',
    },
  };
  state.profiles = [{ ...profile, content: { PayloadContent: [payload] } }];
  const { device } = parseAppSsoState(appSsoState(state, 'ada', sampleTime));
  assert.equal(device?.['loginPolicy'], 'RequireAuthentication, AllowOfflineGracePeriod (6)');
  assert.equal(device?.['offlineGracePeriod'], '24 hours');
  assert.equal(device?.['newUserAuthorizationMode'], 'Standard');
  assert.deepEqual(device?.['nonPlatformSSOAccounts'], ['rescue']);
});
