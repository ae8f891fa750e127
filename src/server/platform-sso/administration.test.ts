import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { loggedIn, unlockContext } from './contract/refusals-of-tokens.ts';
import { codeOf, expected } from './contract/reply.ts';
import { joinedMac, TestMac } from './contract/test-mac.ts';
import { openProvider, type Provider } from './contract/test-provider.ts';

onEveryEngine('Administration of Platform SSO', (store) => {
  let provider: Provider;
  before(async () => (provider = await openProvider({ database: store.one() })));
  after(() => provider.close());
  const administration = () => provider.feature.administration;
  const newest = async () => (await provider.audit.list({ limit: 1 }))[0]?.event;

  test('lists devices page by page, each once, and finds them by the start of serial number or name', async () => {
    const serials = ['PAGEA1', 'PAGEA2', 'PAGEB1'];
    for (const serial of serials) expected(await new TestMac(provider, serial).registerDevice());
    const seen: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page = await administration().listDevices({ after: next, limit: 2 });
      assert.ok(page.items.length <= 2);
      seen.push(...page.items.map(({ serialNumber }) => serialNumber));
      next = page.next;
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const serial of serials) assert.ok(seen.includes(serial));
    const found = async (search: string) =>
      (await administration().listDevices({ limit: 9, search })).items.map(({ serialNumber }) => serialNumber);
    assert.deepEqual((await found('pagea')).toSorted(), ['PAGEA1', 'PAGEA2']);
    assert.deepEqual(await found('mac pageb'), ['PAGEB1']);
    assert.deepEqual(await found('AGEA'), []);
    assert.deepEqual(await found('%'), []);
  });

  test('a registration token makes its Mac expected until it registers', async () => {
    const mac = new TestMac(provider);
    const { expiresAt } = await administration().issueRegistrationToken(mac.serialNumber.toLowerCase(), 'ada', 60);
    assert.equal(expiresAt, provider.time + 60_000);
    assert.equal((await administration().device(mac.serialNumber))?.device.state, 'expected');
    assert.equal((await newest())?.actor, 'ada');
    expected(await mac.registerDevice());
    const { device, keys } = (await administration().device(mac.serialNumber)) ?? assert.fail();
    assert.equal(device.state, 'registered');
    assert.equal(device.attestation, 'none');
    assert.equal(device.registeredAt, provider.time);
    assert.deepEqual(
      keys.map(({ keyId, shared, state }) => ({ keyId, shared, state })),
      [{ keyId: mac.signing.kid, shared: true, state: 'active' }],
    );
  });

  test('no token, key or secret is in the store as it was given out (section 5.12)', async () => {
    const mac = new TestMac(provider);
    const { token } = await administration().issueRegistrationToken(mac.serialNumber, 'ada');
    const rows = await store.one().all<{ hash: Uint8Array }>('SELECT hash FROM registration_token');
    for (const { hash } of rows) assert.notEqual(Buffer.from(hash).toString('base64url'), token);
  });

  test('shows registrations by person and by device, with method, key and unlock key', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const [before] = (await administration().listRegistrations({ limit: 9, userId: ada.id })).items;
    assert.equal(before?.hasUnlockKey, false);
    await unlockContext(mac, ada, token);
    const [record, ...others] = (await administration().listRegistrations({ limit: 9, userId: ada.id })).items;
    assert.equal(others.length, 0);
    assert.equal(record?.serialNumber, mac.serialNumber);
    assert.equal(record.userPrincipalName, ada.username);
    assert.equal(record.method, 'UserSecureEnclaveKey');
    assert.equal(record.userKeyId, mac.userKeys.get(ada.username)?.kid);
    assert.equal(record.hasUnlockKey, true);
    const { deviceId } = record;
    assert.equal((await administration().listRegistrations({ limit: 9, deviceId })).items.length, 1);
  });

  test('lists every Mac once, with the methods of those who are still registered on it', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    const fresh = new TestMac(provider);
    await administration().issueRegistrationToken(fresh.serialNumber, 'ada');
    const of = async ({ serialNumber }: TestMac) =>
      (await administration().macsWithMethods()).filter((one) => one.serialNumber === serialNumber);
    const [joined, ...others] = await of(mac);
    assert.equal(others.length, 0);
    assert.deepEqual([joined?.state, joined?.methods], ['registered', ['UserSecureEnclaveKey']]);
    const detail = (await administration().device(mac.serialNumber)) ?? assert.fail();
    assert.equal(joined?.osVersion, detail.device.osVersion);
    assert.deepEqual((await of(fresh))[0]?.methods, []);
    await administration().revokeRegistration(detail.registrations[0]?.id ?? '', 'ada');
    assert.deepEqual((await of(mac))[0]?.methods, []);
  });

  test('what is not there is not found, and what is done already is said to be', async () => {
    const mac = await joinedMac(provider, await provider.person());
    const detail = (await administration().device(mac.serialNumber)) ?? assert.fail();
    const registration = detail.registrations[0]?.id ?? '';
    for (const act of ['revokeDevice', 'allowRepair', 'revokeRegistration'] as const) {
      assert.deepEqual(await administration()[act]('nobody', 'ada'), { kind: 'not-found' });
      const id = act === 'revokeRegistration' ? registration : detail.device.id;
      assert.deepEqual(await administration()[act](id, 'ada'), { kind: 'done' });
      assert.deepEqual(await administration()[act](id, 'ada'), { kind: 'already' });
    }
    assert.equal(await administration().device('nobody'), undefined);
  });

  test('a Mac that left management is unregistered: keys, people and tokens are gone, and it may register anew', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    assert.deepEqual(await administration().unregisterDevice(mac.serialNumber, 'system'), { kind: 'done' });
    assert.deepEqual(await administration().unregisterDevice(mac.serialNumber, 'system'), { kind: 'already' });
    assert.deepEqual(await administration().unregisterDevice('nobody', 'system'), { kind: 'not-found' });
    const { device, keys, registrations } = (await administration().device(mac.serialNumber)) ?? assert.fail();
    assert.deepEqual([device.state, keys.map(({ state }) => state), registrations], ['expected', ['retired'], []]);
    assert.equal(codeOf(await mac.post(await mac.keyLogin(ada))), 'device_keys_retired');
    const again = new TestMac(provider, mac.serialNumber);
    expected(await again.registerDevice());
    await administration().revokeDevice(mac.serialNumber, 'ada');
    assert.deepEqual(await administration().unregisterDevice(mac.serialNumber, 'system'), { kind: 'already' });
    assert.equal((await administration().device(mac.serialNumber))?.device.state, 'revoked');
  });

  test('housekeeping writes when a Mac was last seen, and a person last signed in', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    provider.time += 5000;
    expected(await mac.post(await mac.keyLogin(ada)));
    await provider.feature.keepHouse();
    const detail = await administration().device(mac.serialNumber);
    assert.equal(detail?.device.lastSeenAt, provider.time);
    assert.equal(detail.registrations[0]?.lastLoginAt, provider.time);
  });

  test('housekeeping removes used nonces only after they could no longer be replayed (section 5.4)', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    const form = await mac.keyLogin(ada);
    expected(await mac.post(form));
    const count = async () =>
      (await store.one().get<{ n: number }>('SELECT COUNT(*) AS n FROM consumed_nonce'))?.n ?? 0;
    provider.time += 299_000;
    await provider.feature.keepHouse();
    assert.equal(codeOf(await mac.post(form)), 'nonce_replayed');
    provider.time += 120_000;
    await provider.feature.keepHouse();
    assert.equal(await count(), 0);
    assert.equal(codeOf(await mac.post(form)), 'nonce_expired');
  });

  test('housekeeping removes a login that a newer one has replaced, and keeps the newer', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    provider.time += 1000;
    const newer = mac.tokensOf(await mac.post(await mac.keyLogin(ada))).refreshToken;
    provider.time += 3_600_000;
    await provider.feature.keepHouse();
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_unknown');
    expected(await mac.post(await mac.refresh(newer)));
  });
});
