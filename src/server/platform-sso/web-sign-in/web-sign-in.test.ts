import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { occasions } from '#protocol/platform-sso/authorization-scope.ts';
import { agreementKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { X509Certificate } from 'node:crypto';
import { p256Point } from '#runtime/crypto.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { codeOf, expected, jsonOf } from '../contract/reply.ts';
import { joinedMac, TestMac } from '../contract/test-mac.ts';
import { issuer, openProvider, password, type Provider } from '../contract/test-provider.ts';
import {
  callbackOf,
  openWindow,
  pagesOf,
  preauthenticated,
  signInOnPages,
  webLogin,
  webMac,
} from '../contract/web-window.ts';
import { occasionWords } from './occasion-words.ts';

onEveryEngine('A web sign-in of macOS 27 (section 5.9)', (store) => {
  let provider: Provider;
  before(async () => (provider = await openProvider({ database: store.one() })));
  after(() => provider.close());

  test('goes from the preauthentication over the pages to tokens, and the id_token says how the person signed in', async () => {
    const ada = await provider.person();
    const mac = await webMac(provider, ada);
    const callback = await callbackOf(mac, ada);
    assert.match(callback, /^com\.apple\.platformsso:\/\/callback\?code=[\w-]{43}&state=[\w-]{48}$/);
    const tokens = mac.tokensOf(await mac.post(await webLogin(mac, ada, callback)));
    assert.deepEqual(decodeJwt(tokens.idToken)['amr'], ['pwd', 'mfa']);
    assert.equal(decodeJwt(tokens.idToken).sub, ada.id);
    const refreshed = mac.tokensOf(await mac.post(await mac.refresh(tokens.refreshToken)));
    assert.deepEqual(decodeJwt(refreshed.idToken)['amr'], ['pwd', 'mfa']);
    const unlockKey = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, refreshed.refreshToken)));
    assert.ok(unlockKey.certificate.length > 0);
  });

  test('lets one of eight simultaneous logins with one code in, and then nobody (RFC 6749 section 10.5)', async () => {
    const ada = await provider.person();
    const mac = await webMac(provider, ada);
    const callback = await callbackOf(mac, ada);
    const logins = await Promise.all(Array.from({ length: 8 }, () => webLogin(mac, ada, callback)));
    const replies = await Promise.all(logins.map((login) => mac.post(login)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    for (const reply of replies) if (reply.status !== 200) assert.equal(codeOf(reply), 'authorization_code_replayed');
  });

  test('ends what a code gave when it comes again, from whichever Mac (RFC 6749 section 4.1.2)', async () => {
    for (const replayer of ['the same', 'another'] as const) {
      const ada = await provider.person();
      const mac = await webMac(provider, ada);
      const callback = await callbackOf(mac, ada);
      const { refreshToken } = mac.tokensOf(await mac.post(await webLogin(mac, ada, callback)));
      const who = replayer === 'the same' ? mac : await webMac(provider, ada);
      codeOf(await who.post(await webLogin(who, ada, callback)));
      assert.equal(codeOf(await mac.post(await mac.refresh(refreshToken))), 'refresh_token_revoked');
    }
  });

  test('a request that comes again byte for byte is a replay of itself, and ends nothing', async () => {
    const ada = await provider.person();
    const mac = await webMac(provider, ada);
    const login = await webLogin(mac, ada, await callbackOf(mac, ada));
    const { refreshToken } = mac.tokensOf(await mac.post(login));
    assert.equal(codeOf(await mac.post(login)), 'nonce_replayed');
    expected(await mac.post(await mac.refresh(refreshToken)));
  });

  test('a code that turned up on another Mac is worth nothing on its own any more', async () => {
    const ada = await provider.person();
    const mac = await webMac(provider, ada);
    const callback = await callbackOf(mac, ada);
    const other = await webMac(provider, ada);
    assert.equal(codeOf(await other.post(await webLogin(other, ada, callback))), 'authorization_code_foreign');
    assert.equal(codeOf(await mac.post(await webLogin(mac, ada, callback))), 'authorization_code_replayed');
  });

  test('leaves nothing behind but what has not ended', async () => {
    const ada = await provider.person();
    const mac = await webMac(provider, ada);
    pagesOf(await openWindow(mac, ada));
    await callbackOf(mac, ada);
    provider.time += 3_700_000;
    await provider.feature.keepHouse();
    for (const table of ['web_sign_in_attempt', 'web_sign_in_code'])
      assert.equal(await provider.database.get(`SELECT 1 AS one FROM ${table}`), undefined);
  });
});

let provider: Provider;
before(async () => (provider = await openProvider()));
after(() => provider.close());

test('every occasion reaches the policy as its purpose, with the Mac and the only person who may (section 5.10)', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  for (const occasion of occasions) {
    await mac.get(pagesOf(await openWindow(mac, ada, { occasion })));
    const visitor = provider.pages.visitors.at(-1);
    assert.equal(visitor?.purpose, occasionWords[occasion].purpose);
    assert.equal(visitor.reason, occasionWords[occasion].reason);
    assert.equal(visitor.serialNumber, mac.serialNumber);
    assert.equal(visitor.target, `Mac ${mac.serialNumber}`);
    assert.equal(visitor.userName, ada.username);
    const mayBeNew = ['elevation', 'create-user', 'setup-assistant', 'temporary-session'].includes(occasion);
    assert.equal(visitor.fixedUserId, mayBeNew ? undefined : ada.id);
    assert.deepEqual(visitor.formTargets, ['com.apple.platformsso:']);
  }
});

test('a Mac does not learn who exists: a stranger and nobody look the same (section 5.10 of the design)', async () => {
  const [ada, bob] = [await provider.person(), await provider.person()];
  const mac = await webMac(provider, ada);
  const bodies = [];
  for (const name of [bob.username, 'nobody@example.org']) {
    const asked = await preauthenticated(mac, name);
    assert.deepEqual(Object.keys(asked.authorizationRequest).sort(), [
      'client_id',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    const page = await mac.get(pagesOf(await openWindow(mac, ada, { loginHint: name })));
    assert.equal(provider.pages.visitors.at(-1)?.fixedUserId, undefined);
    bodies.push(page.body.replaceAll(name, ''));
  }
  assert.equal(bodies[0], bodies[1]);
});

test('a window that is cancelled comes back without a code, and cannot go on', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  const path = pagesOf(await openWindow(mac, ada));
  const end = await mac.post('cancel=yes', path);
  assert.equal(end.status, 302);
  assert.match(String(end.headers['location']), /^com\.apple\.platformsso:\/\/callback\?error=access_denied&state=/);
  assert.ok((await mac.get(path)).body.includes('web_sign_in_unknown'));
});

test('a wrong password shows the pages again, and the right one ends them', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  const path = pagesOf(await openWindow(mac, ada));
  assert.equal((await signInOnPages(mac, path, ada, 'wrong')).status, 200);
  assert.equal((await signInOnPages(mac, path, ada)).status, 302);
});

test('at an address that never changes the code is good for the Mac that the address is of, and for no other', async () => {
  const fixed = await openProvider({ settings: { webSignIn: 'static' } });
  try {
    const ada = await fixed.person();
    const mac = new TestMac(fixed);
    const registration = jsonOf(expected(await mac.registerDevice()));
    const configuration = registration['login_configuration'] as Record<string, unknown>;
    const authorizationUrl = String(configuration['authorizationURL']);
    assert.match(authorizationUrl, /\/platform-sso\/web-sign-in\/authorize\?device=dev-[\w-]+&state=[\w-]{24}$/);
    assert.equal(configuration['fallbackFederationType'], 3);
    assert.equal(configuration['federationUserPreauthenticationURL'], undefined);
    expected(await mac.registerUser(ada, 'OpenID'));
    const open = () => openWindow(mac, ada, { unsigned: true, url: (url) => withAddress(url, authorizationUrl) });
    const callback = String((await signInOnPages(mac, pagesOf(await open()), ada)).headers['location']);
    const other = await webMac(fixed, ada);
    assert.equal(codeOf(await other.post(await webLogin(other, ada, callback))), 'authorization_code_foreign');
    const again = String((await signInOnPages(mac, pagesOf(await open()), ada)).headers['location']);
    mac.tokensOf(await mac.post(await webLogin(mac, ada, again)));
  } finally {
    await fixed.close();
  }
});

function withAddress(edited: string, address: string): string {
  return `${address}&${edited.split('?')[1] ?? ''}`.replace(/&state=[^&]*&nonce=[^&]*/, '');
}

test('the login configuration tells Macs where to ask, and leaves other methods without a federation', async () => {
  const mac = new TestMac(provider);
  const configuration = jsonOf(expected(await mac.get('/platform-sso/login-configuration')));
  assert.equal(configuration['federationType'], undefined);
  assert.equal(configuration['fallbackFederationType'], 4);
  assert.equal(configuration['authorizationURLKeypath'], 'authorizationURL');
  assert.equal(
    configuration['federationUserPreauthenticationURL'],
    `${issuer}/platform-sso/web-sign-in/preauthentication`,
  );
  assert.equal(configuration['includePlatformSSOAuthorizationScopes'], true);
  assert.deepEqual(configuration['supportedGrantTypes'], ['password', 'jwtBearer', 'tokenExchange']);
});

test('the web stands in for a Secure Enclave key where Touch ID cannot be used, and nowhere else', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  const login = async (occasion: 'fallback' | 'login') =>
    mac.post(await webLogin(mac, ada, await callbackOf(mac, ada, { occasion }), { occasion }));
  expected(await login('fallback'));
  assert.equal(codeOf(await login('login')), 'method_not_allowed');
});

test('a first sign-in on the web makes the registration where settings allow it', async () => {
  const open = await openProvider({
    settings: { firstLogin: { 'account-creation': { kind: 'everyone' }, authorization: { kind: 'nobody' } } },
  });
  try {
    const [ada, bob] = [await open.person(), await open.person()];
    const mac = await webMac(open, ada);
    const login = async (occasion: 'create-user' | 'elevation') =>
      mac.post(await webLogin(mac, bob, await callbackOf(mac, bob, { occasion }), { occasion }));
    assert.equal(codeOf(await login('elevation')), 'user_not_registered');
    expected(await login('create-user'));
    const { items } = await open.feature.administration.listRegistrations({ limit: 9, userId: bob.id });
    assert.equal(items[0]?.method, 'OpenID');
  } finally {
    await open.close();
  }
});

test('a change of the password ends what a web sign-in with a password gave', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  const { refreshToken } = mac.tokensOf(await mac.post(await webLogin(mac, ada, await callbackOf(mac, ada))));
  assert.equal(await provider.feature.administration.revokeTokensOfUser(ada.id, 'test', 'password'), 1);
  assert.equal(codeOf(await mac.post(await mac.refresh(refreshToken))), 'refresh_token_revoked');
});

test('a login with other_publickey is answered with the unlock agreement, once there is an unlock key (section 5.10)', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  const other = agreementKey();
  const login = async () => {
    const callback = await callbackOf(mac, ada, { occasion: 'unlock' });
    const claims = { other_publickey: toBase64(other.publicKey) };
    return mac.tokensOf(await mac.post(await webLogin(mac, ada, callback, { occasion: 'unlock', claims })));
  };
  const first = await login();
  assert.equal(first.key, undefined);
  const unlockKey = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, first.refreshToken)));
  const second = await login();
  const point = p256Point(new X509Certificate(unlockKey.certificate).publicKey);
  assert.deepEqual(fromBase64(second.key ?? ''), new Uint8Array(other.agree(point)));
  const exchange = { keyContext: second.keyContext ?? '', other: other.publicKey };
  const secret = mac.secretOf(await mac.post(await mac.keyExchange(ada, second.refreshToken, exchange)));
  assert.deepEqual(secret, fromBase64(second.key ?? ''));
});

test('why a Mac asked is in the audit chain: of the window, of the login, and of what follows', async () => {
  const ada = await provider.person();
  const mac = await webMac(provider, ada);
  const callback = await callbackOf(mac, ada, { occasion: 'unlock' });
  const { refreshToken } = mac.tokensOf(await mac.post(await webLogin(mac, ada, callback, { occasion: 'unlock' })));
  const scope = 'urn:apple:platformsso:auth:unlock';
  expected(await mac.post(await mac.keyRequest(ada, refreshToken, { claims: { scope } })));
  const events = (await provider.audit.list({ limit: 1000 })).map(({ event }) => event);
  const ours = events.filter(({ userId, detail }) => userId === ada.id && detail?.['occasion'] === 'unlock');
  assert.deepEqual(
    new Set(ours.map(({ type }) => type)),
    new Set([
      'platform-sso.web-sign-in.begun',
      'platform-sso.web-sign-in.finished',
      'platform-sso.login',
      'platform-sso.key-request',
    ]),
  );
  assert.ok(!JSON.stringify(events).includes(password));
});
