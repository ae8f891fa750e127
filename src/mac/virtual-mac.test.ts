import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '#runtime/random.ts';
import { fakeIdentityProvider } from './testing/fake-identity-provider.ts';
import { createVirtualMac, openVirtualMac } from './virtual-mac.ts';

async function macAt(method: 'Password' | 'UserSecureEnclaveKey') {
  const clock = { time: Date.UTC(2026, 10, 1), now: () => clock.time };
  const idp = fakeIdentityProvider(clock.now);
  idp.passwords.set('ada@example.org', 'organisation');
  const ports = { fetch: idp.fetch, clock, random: systemRandom, uidKey: new Uint8Array(32) };
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  const mac = createVirtualMac({ computerName: 'Test', macos: '15.4', firstAccount }, ports);
  const kind = {
    kind: 'configuration-file' as const,
    loginConfiguration: idp.configuration,
    loginUserName: 'ada@example.org',
  };
  const names = { teamIdentifier: 'TEAM', applicationIdentifier: 'app', extensionIdentifier: 'app.ext' };
  await mac.installExtension({ ...names, displayName: 'Test', sdkVersion: 15.2, kind });
  await mac.installProfile({
    PayloadIdentifier: 'sso',
    PayloadContent: [
      {
        PayloadType: 'com.apple.extensiblesso',
        Type: 'Redirect',
        ExtensionIdentifier: 'app.ext',
        TeamIdentifier: 'TEAM',
        URLs: [idp.base],
        PlatformSSO: { AuthenticationMethod: method, UseSharedDeviceKeys: true },
      },
      {
        PayloadType: 'com.apple.associated-domains',
        Configuration: [{ ApplicationIdentifier: 'TEAM.app', AssociatedDomains: ['authsrv:idp.example'] }],
      },
    ],
  });
  return { mac, idp, ports, clock };
}

const password = (text: string) => ({ kind: 'password', password: text }) as const;

test("The organisation's password replaces the local one and the login keychain still opens (12.4).", async () => {
  const { mac } = await macAt('Password');
  const registered = await mac.register({ localPassword: 'local' });
  assert.deepEqual(registered.outcome, {
    kind: 'registered',
    loginUserName: 'ada@example.org',
    authenticationRequired: true,
  });
  const { outcome, evidence } = await mac.signInWhenAsked(password('organisation'));
  assert.deepEqual(outcome, {
    kind: 'signed-in',
    method: 'Password',
    localPasswordReplaced: true,
    keychain: 'kept',
    unlockKeyBound: true,
  });
  assert.equal(evidence.filter(({ purpose }) => purpose === 'key exchange').length, 3);
  await mac.lock();
  assert.equal((await mac.unlock(password('local'))).outcome.kind, 'refused');
  const { outcome: unlocked } = await mac.unlock(password('organisation'));
  assert.equal(unlocked.kind === 'unlocked' && unlocked.keychain, 'untouched');
});

test('A password changed elsewhere opens after restart of the program, through login and key exchange (7.4).', async () => {
  const { mac, idp, ports } = await macAt('Password');
  await mac.register({ localPassword: 'local' });
  await mac.signInWhenAsked(password('organisation'));
  await mac.reboot();
  idp.passwords.set('ada@example.org', 'changed');
  const again = openVirtualMac(JSON.parse(JSON.stringify(mac.state())), ports);
  assert.equal((await again.unlockDisk('ada', 'changed')).outcome.kind, 'refused');
  await again.unlockDisk('ada', 'organisation');
  await again.logout();
  const { outcome, evidence } = await again.login('ada', password('changed'));
  assert.ok(outcome.kind === 'unlocked' && outcome.localPasswordReplaced);
  assert.equal(outcome.keychain, 'kept');
  assert.ok(evidence.some(({ purpose }) => purpose === 'key exchange'));
});

test('A Secure Enclave login renews by a fresh login, never by refresh, and leaves the password alone (7.1).', async () => {
  const { mac, idp } = await macAt('UserSecureEnclaveKey');
  const { outcome } = await mac.register({ localPassword: 'local' });
  assert.deepEqual(outcome, { kind: 'registered', loginUserName: 'ada@example.org', authenticationRequired: false });
  await mac.advanceClock(5 * 3600 * 1000);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'login' });
  assert.ok(idp.requests.every(({ kind }) => kind === 'login'));
  await mac.loseSecureEnclaveKey();
  assert.equal(mac.state().platformSso.users['ada']?.state, 'NeedsNewKeys');
});

test('Tokens are refreshed after four hours, and a full login follows after LoginFrequency (12.5).', async () => {
  const { mac } = await macAt('Password');
  await mac.register({ localPassword: 'local' });
  await mac.signInWhenAsked(password('organisation'));
  assert.equal((await mac.renewTokens()).outcome.kind, 'not-due');
  await mac.advanceClock(5 * 3600 * 1000);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'refresh' });
  await mac.advanceClock(14 * 3600 * 1000);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'login' });
});

const spoilt = [
  ['id-token-issuer', { idTokenClaims: (claims: object) => ({ ...claims, iss: 'https://idp.example/' }) }],
  ['id-token-authorized-party', { idTokenClaims: (claims: object) => ({ ...claims, aud: ['client', 'other'] }) }],
  ['id-token-nonce', { idTokenClaims: (claims: object) => ({ ...claims, nonce: 'other' }) }],
  ['id-token-audience', { idTokenClaims: (claims: object) => ({ ...claims, aud: 'other' }) }],
  ['id-token-kid-missing', { idTokenHeader: () => ({ alg: 'ES256' }) }],
  ['id-token-kid-unknown', { idTokenHeader: () => ({ alg: 'ES256', kid: 'other' }) }],
  ['id-token-expired', { idTokenClaims: (claims: object) => ({ ...claims, exp: 1 }) }],
  ['id-token-issued-at', { idTokenClaims: (claims: object) => ({ ...claims, iat: 9_999_999_999 }) }],
  ['id-token-not-before', { idTokenClaims: (claims: object) => ({ ...claims, nbf: 9_999_999_999 }) }],
  ['response-malformed', { answer: () => 'not a JWE' }],
  ['redirected', { status: { status: 302, body: '' } }],
  ['refused-by-identity-provider', { status: { status: 403, body: '{"code":"device_revoked"}' } }],
] as const;

for (const [code, spoiling] of spoilt) {
  test(`The Mac refuses a response with the failure ${code} (16.3).`, async () => {
    const { mac, idp } = await macAt('Password');
    await mac.register({ localPassword: 'local' });
    idp.spoiling = spoiling;
    const { outcome } = await mac.signInWhenAsked(password('organisation'));
    assert.equal(outcome.kind === 'failed' ? outcome.failure.code : outcome.kind, code);
  });
}
