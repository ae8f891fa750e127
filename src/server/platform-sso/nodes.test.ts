import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { agreementKey, signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { systemRandom } from '#runtime/random.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { loggedIn, unlockContext } from './contract/refusals-of-tokens.ts';
import { codeOf, expected, type Reply } from './contract/reply.ts';
import { type TestMac } from './contract/test-mac.ts';
import { openProvider, type Person, type Provider } from './contract/test-provider.ts';

const masterKey = { current: 1, versions: new Map([[1, systemRandom.bytes(32)]]) };

onEveryEngine('Two nodes on one store', (store) => {
  let here: Provider;
  let there: Provider;
  before(async () => {
    const [one, other] = store.pair();
    here = await openProvider({ database: one, masterKey: () => masterKey });
    there = await openProvider({ database: other, masterKey: () => masterKey });
  });
  after(async () => {
    await here.close();
    await there.close();
  });

  const elsewhere = async (mac: TestMac, form: string): Promise<Reply> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'client-request-id': mac.requestId };
    const request = { method: 'POST', url: '/platform-sso/token', headers, payload: form } as const;
    const reply = await there.app.inject(request);
    return { status: reply.statusCode, body: reply.body, headers: reply.headers };
  };
  /** What the other node answers to a login, a refresh and an unlock. */
  const answersOf = async ({ mac, ada, token }: Joined, keyContext: string): Promise<readonly string[]> => {
    const unlock = await mac.keyExchange(ada, token, { keyContext, other: agreementKey().publicKey });
    const requests = [await mac.keyLogin(ada), await mac.refresh(token), unlock];
    const replies = [];
    for (const request of requests) replies.push(await elsewhere(mac, request));
    return replies.map((reply) => (reply.status === 200 ? 'allowed' : codeOf(reply)));
  };
  const ready = async () => {
    const joined = await loggedIn(here);
    return { joined, keyContext: await unlockContext(joined.mac, joined.ada, joined.token) };
  };

  test('the other node allows what this one has registered (section 5.4)', async () => {
    const { joined, keyContext } = await ready();
    assert.deepEqual(await answersOf(joined, keyContext), ['allowed', 'allowed', 'allowed']);
  });

  test('of one login sent to both at once exactly one is allowed (section 5.4)', async () => {
    const { mac, ada } = await loggedIn(here);
    for (let round = 0; round < 5; round += 1) {
      const request = await mac.keyLogin(ada);
      const replies = await Promise.all([mac.post(request), elsewhere(mac, request)]);
      assert.deepEqual(
        replies.map(({ status }) => status).sort((a, b) => a - b),
        [200, 400],
      );
    }
  });

  test('disabling a person ends login, refresh and unlock at the next request (section 5.7)', async () => {
    const { joined, keyContext } = await ready();
    await here.directory.disableUser(joined.ada.id, 'test');
    assert.deepEqual(await answersOf(joined, keyContext), ['wrong_credential', 'user_disabled', 'user_disabled']);
  });

  test('revoking a Mac ends login, refresh and unlock at the next request (section 5.7)', async () => {
    const { joined, keyContext } = await ready();
    const outcome = await here.feature.administration.revokeDevice(joined.mac.serialNumber, 'test');
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(await answersOf(joined, keyContext), ['device_revoked', 'device_revoked', 'device_revoked']);
    const left = await store.one().all('SELECT id FROM unlock_key WHERE user_id = ?', joined.ada.id);
    assert.deepEqual(left, []);
  });

  test('revoking a registration ends login, refresh and unlock at the next request (section 5.7)', async () => {
    const { joined, keyContext } = await ready();
    const { administration } = here.feature;
    const { items } = await administration.listRegistrations({ limit: 9, userId: joined.ada.id });
    assert.equal((await administration.revokeRegistration(items[0]?.id ?? '', 'test')).kind, 'done');
    const revoked = 'refresh_token_revoked';
    assert.deepEqual(await answersOf(joined, keyContext), ['user_not_registered', revoked, revoked]);
  });

  test('a rotated signing key reaches the other node before it signs (section 6.2)', async () => {
    const { keyId } = await here.feature.administration.rotateSigningKey('test');
    there.time += 20_000;
    await there.feature.administration.signingKeys();
    await there.database.write(async () => undefined);
    const published = async () => (await there.feature.administration.signingKeys()).map((key) => key.keyId);
    while (!(await published()).includes(keyId)) await there.database.write(async () => undefined);
    const states = await there.feature.administration.signingKeys();
    assert.equal(states.find((key) => key.keyId === keyId)?.state, 'next');
  });

  test('a repair: a Mac allowed to register again brings new keys, and its people log in again (section 5.9)', async () => {
    const { mac, ada } = await loggedIn(here);
    const { administration } = here.feature;
    await administration.revokeDevice(mac.serialNumber, 'test');
    assert.equal((await administration.allowRepair(mac.serialNumber, 'test')).kind, 'done');
    mac.signing = (await loggedIn(here)).mac.signing;
    assert.equal(codeOf(await mac.registerDevice()), 'key_already_registered');
    mac.signing = signingKey();
    expected(await mac.registerDevice());
    expected(await mac.registerUser(ada, 'UserSecureEnclaveKey'));
    expected(await elsewhere(mac, await mac.keyLogin(ada)));
  });
});

interface Joined {
  readonly mac: TestMac;
  readonly ada: Person;
  readonly token: string;
}
