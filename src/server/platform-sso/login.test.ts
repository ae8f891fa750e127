import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { compactDecrypt, createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { keyAgreement } from '#runtime/crypto.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { cardMac } from './contract/refusals-of-logins.ts';
import { codeOf, expected, jsonOf, type Reply, textOf } from './contract/reply.ts';
import { joinedMac, TestMac } from './contract/test-mac.ts';
import { issuer, openProvider, type Person, type Provider } from './contract/test-provider.ts';

let provider: Provider;
before(async () => (provider = await openProvider()));
after(() => provider.close());

async function jwks(mac: TestMac): Promise<JSONWebKeySet> {
  return jsonOf(expected(await mac.get('/.well-known/jwks.json'))) as unknown as JSONWebKeySet;
}

/** The id_token's claims as `jose` verifies them against the served JWKS. */
async function verifiedClaims(mac: TestMac, idToken: string) {
  const currentDate = new Date(mac.provider.time);
  const expectations = { issuer, audience: 'porchlight-psso', currentDate, algorithms: ['ES256'] };
  return (await jwtVerify(idToken, createLocalJWKSet(await jwks(mac)), expectations)).payload;
}

test('a login response opens with jose, and jose verifies its id_token against the served JWKS (sections 6.1, 6.2)', async () => {
  const ada = await provider.person();
  const mac = new TestMac(provider);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  mac.encryption = keyAgreement(privateKey);
  expected(await mac.registerDevice());
  expected(await mac.registerUser(ada, 'Password'));
  const reply = expected(await mac.post(await mac.passwordLogin(ada)));
  assert.equal(reply.headers['content-type'], 'application/platformsso-login-response+jwt');
  const { plaintext, protectedHeader } = await compactDecrypt(reply.body, createPrivateKey(pem(privateKey)));
  assert.equal(protectedHeader.alg, 'ECDH-ES');
  assert.equal(protectedHeader.enc, 'A256GCM');
  assert.equal(protectedHeader.typ, 'platformsso-login-response+jwt');
  assert.equal(protectedHeader.kid, createHash('sha256').update(mac.encryption.publicKey).digest('base64'));
  assert.equal(protectedHeader['apv'], Buffer.from(mac.partyVInfo).toString('base64url'));
  const body = JSON.parse(new TextDecoder().decode(plaintext)) as Record<string, unknown>;
  assert.equal(body['token_type'], 'Bearer');
  assert.equal(body['refresh_token_expires_in'], 14 * 86_400);
  const claims = await verifiedClaims(mac, String(body['id_token']));
  assert.equal(claims.sub, ada.id);
  assert.equal(claims['nonce'], mac.clientNonce);
  assert.equal(claims['preferred_username'], ada.accountName);
  assert.equal(claims['upn'], ada.username);
  assert.deepEqual(claims['amr'], ['pwd']);
  assert.equal(claims['auth_time'], mac.now);
  assert.equal(claims.exp, mac.now + 3600);
});

function pem(key: ReturnType<typeof generateKeyPairSync>['privateKey']): string {
  return String(key.export({ format: 'pem', type: 'pkcs8' }));
}

test('a login by Secure Enclave key is allowed and its id_token says hwk (section 5.5)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  const { idToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada)));
  assert.deepEqual((await verifiedClaims(mac, idToken))['amr'], ['hwk']);
});

test('a login by smart card is allowed and its id_token says sc (section 5.5)', async () => {
  const { mac, ada, card } = await cardMac(provider);
  const { idToken } = mac.tokensOf(await mac.post(await mac.cardLogin(ada, card)));
  const claims = await verifiedClaims(mac, idToken);
  assert.deepEqual(claims['amr'], ['sc']);
  assert.equal(claims.sub, ada.id);
});

test('a request in the style of SDK 13 is answered in that style (section 5.3)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  const old = { header: { typ: 'JWT' }, assertionHeader: { typ: 'JWT' } };
  const reply = expected(await mac.post(await mac.keyLogin(ada, old)));
  const [header = ''] = reply.body.split('.');
  assert.equal((JSON.parse(Buffer.from(header, 'base64url').toString()) as { typ: string }).typ, 'JWT');
  mac.tokensOf(reply);
});

test('a Mac whose clock is sixty seconds off either way may log in (section 5.3)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  for (const seconds of [60, -359]) {
    const times = { iat: mac.now + seconds, exp: mac.now + seconds + 300 };
    expected(await mac.post(await mac.keyLogin(ada, { claims: times, assertion: times })));
  }
});

test('of the groups that a login asks about, the id_token names those that the person is in (section 5.6)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  for (const name of ['Engineering', 'Night shift']) await provider.directory.createGroup(name, 'test');
  await provider.directory.addMember('Engineering', ada.id, 'test');
  const asked = { claims: { claims: { id_token: { groups: { values: ['Engineering', 'Night shift', 'None'] } } } } };
  const { idToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada, asked)));
  assert.deepEqual((await verifiedClaims(mac, idToken))['groups'], ['Engineering']);
});

onEveryEngine('A nonce', (store) => {
  let here: Provider;
  before(async () => (here = await openProvider({ database: store.one() })));
  after(() => here.close());

  for (const kind of ['key', 'password'] as const) {
    test(`of eight simultaneous ${kind} logins with one nonce exactly one wins (section 5.4)`, async () => {
      const ada = await here.person();
      const mac = await joinedMac(here, ada, kind === 'key' ? 'UserSecureEnclaveKey' : 'Password');
      const request = kind === 'key' ? await mac.keyLogin(ada) : await mac.passwordLogin(ada);
      assertOneWinner(await Promise.all(Array.from({ length: 8 }, () => mac.post(request))), 'nonce_replayed');
    });
  }

  test('serves one of two simultaneous requests of different kinds (section 5.4)', async () => {
    const ada = await here.person();
    const mac = await joinedMac(here, ada);
    const { refreshToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada)));
    const nonce = await mac.nonce();
    const requests = [await mac.refresh(refreshToken, { nonce }), await mac.keyRequest(ada, refreshToken, { nonce })];
    assertOneWinner(await Promise.all(requests.map((request) => mac.post(request))), 'nonce_replayed');
  });
});

function assertOneWinner(replies: readonly Reply[], code: string): void {
  assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  for (const reply of replies) if (reply.status !== 200) assert.equal(codeOf(reply), code);
}

test('discovery, login configuration and association file are served as JSON without redirects (section 3)', async () => {
  const mac = new TestMac(provider);
  const discovery = await mac.get('/.well-known/openid-configuration');
  assert.equal(textOf(discovery, 'issuer'), issuer);
  assert.equal(textOf(discovery, 'jwks_uri'), `${issuer}/.well-known/jwks.json`);
  const configuration = await mac.get('/platform-sso/login-configuration');
  assert.equal(textOf(configuration, 'tokenEndpointURL'), `${issuer}/platform-sso/token`);
  assert.equal(textOf(configuration, 'audience'), `${issuer}/platform-sso`);
  const association = expected(await mac.get('/.well-known/apple-app-site-association'));
  assert.match(String(association.headers['content-type']), /^application\/json/);
  assert.deepEqual(jsonOf(association), {
    authsrv: {
      apps: ['PRCHLGHT01.org.porchlight.companion', 'PRCHLGHT01.org.porchlight.companion.ssoextension'],
    },
  });
});

test("the JWKS holds the passwords' key marked for encryption, and no private member (section 6.2)", async () => {
  const { keys } = await jwks(new TestMac(provider));
  assert.deepEqual(
    keys.map(({ use }) => use),
    ['sig', 'enc'],
  );
  for (const key of keys) {
    assert.ok(!('d' in key));
    assert.doesNotThrow(() => createPublicKey({ key, format: 'jwk' }));
  }
});

test('a new signing key is published before it signs, and the old one stays published (section 6.2)', async () => {
  const ada: Person = await provider.person();
  const mac = await joinedMac(provider, ada);
  const kidOf = async () => {
    const { idToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada)));
    await verifiedClaims(mac, idToken);
    const [header = ''] = idToken.split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
  };
  const first = await kidOf();
  const { keyId, signsFrom } = await provider.feature.administration.rotateSigningKey('test');
  assert.equal(signsFrom, provider.time + 600_000);
  assert.ok((await jwks(mac)).keys.some(({ kid }) => kid === keyId));
  assert.equal(await kidOf(), first);
  provider.time = signsFrom;
  assert.equal(await kidOf(), keyId);
  assert.ok((await jwks(mac)).keys.some(({ kid }) => kid === first));
  const states = await provider.feature.administration.signingKeys();
  assert.deepEqual(
    states.map(({ state }) => state),
    ['previous', 'current'],
  );
});
