import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Spoiling, fakeIdentityProvider } from '#mac/testing/fake-identity-provider.ts';
import { createVirtualMac } from '#mac/virtual-mac.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { systemRandom } from '#runtime/random.ts';
import { installCompanion, password, profileFor } from '../support/stage-mac.ts';

/** A Mac whose extension loads the login configuration of a foreign identity provider from a file, and that provider. */
async function foreignMac(invalidCredentialPredicate?: string) {
  const clock = { now: () => Date.UTC(2026, 10, 1) };
  const idp = fakeIdentityProvider(clock.now);
  idp.passwords.set('ada@example.org', 'organisation');
  const ports = { fetch: associated(idp.fetch), clock, random: systemRandom, uidKey: new Uint8Array(32) };
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  const mac = createVirtualMac({ computerName: 'Test', macos: '15.4', firstAccount }, ports);
  const loginConfiguration = {
    ...idp.configuration,
    ...(invalidCredentialPredicate === undefined ? {} : { invalidCredentialPredicate }),
  };
  await installCompanion(mac, '15.4', {
    kind: 'configuration-file',
    loginConfiguration,
    loginUserName: 'ada@example.org',
  });
  await mac.installProfile(profileFor({ url: idp.base }, { method: 'Password', macos: '15.4' }));
  const { outcome } = await mac.register({ localPassword: 'local' });
  assert.equal(outcome.kind, 'registered', JSON.stringify(outcome));
  return { mac, idp, now: clock.now() / 1000 };
}

/** The provider's association file, with the applications of the organisation of these tests. */
function associated(fetch: ReturnType<typeof fakeIdentityProvider>['fetch']): typeof fetch {
  const apps = ['PRCHLGHT01.org.porchlight.companion', 'PRCHLGHT01.org.porchlight.companion.ssoextension'];
  const text = JSON.stringify({ authsrv: { apps } });
  return async (url, request) =>
    url.endsWith('apple-app-site-association')
      ? { status: 200, headers: {}, text: () => text, bytes: () => utf8(text) }
      : fetch(url, request);
}

async function signInWith(spoiling: (now: number) => Spoiling, predicate?: string): Promise<string> {
  const { mac, idp, now } = await foreignMac(predicate);
  idp.spoiling = spoiling(now);
  const { outcome } = await mac.signInWhenAsked(password('organisation'));
  return outcome.kind === 'failed' ? outcome.failure.code : outcome.kind;
}

const times = [
  ['issued 119 seconds ahead', (now: number) => ({ iat: now + 119 }), 'signed-in'],
  ['issued 121 seconds ahead', (now: number) => ({ iat: now + 121 }), 'id-token-issued-at'],
  ['expired for 119 seconds', (now: number) => ({ exp: now - 119 }), 'signed-in'],
  ['expired for 121 seconds', (now: number) => ({ exp: now - 121 }), 'id-token-expired'],
] as const;

for (const [what, claims, expected] of times) {
  test(`An id_token ${what} comes to "${expected}" (6.2, 16.3).`, async () => {
    const spoiling = (now: number) => ({ idTokenClaims: (token: object) => ({ ...token, ...claims(now) }) });
    assert.equal(await signInWith(spoiling), expected);
  });
}

const said = 'error == "invalid_grant"';
const statuses = [
  ['401 without a predicate, whatever its body', 401, 'busy', undefined, 'wrong-credential'],
  ['400 without a predicate', 400, 'invalid_grant', undefined, 'refused-by-identity-provider'],
  ['400 that the predicate fits', 400, 'invalid_grant', said, 'wrong-credential'],
  ['401 that the predicate fits', 401, 'invalid_grant', said, 'wrong-credential'],
  ['401 that the predicate does not fit', 401, 'busy', said, 'refused-by-identity-provider'],
  ['403 that the predicate would fit', 403, 'invalid_grant', said, 'refused-by-identity-provider'],
] as const;

for (const [what, status, error, predicate, expected] of statuses) {
  test(`Status ${what} comes to "${expected}" (6.3, 16.3).`, async () => {
    const body = JSON.stringify({ error });
    assert.equal(await signInWith(() => ({ status: { status, body } }), predicate), expected);
  });
}
