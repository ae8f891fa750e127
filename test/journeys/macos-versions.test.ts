import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MacosVersion, macosVersions } from '#mac/macos/versions.ts';
import {
  count,
  installCompanion,
  joinMac,
  password,
  prepareMac,
  profileFor,
  register,
  signedIn,
  unlocked,
  userOf,
} from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const sinceSonoma = macosVersions.filter((version): version is Exclude<MacosVersion, '13.0'> => version !== '13.0');

for (const macos of sinceSonoma) {
  test(`macOS ${macos} joins with a password, binds the unlock key and keeps its tokens fresh (0.2).`, async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'Password', macos });
    assert.ok(userOf(joined).unlock);
    const { outcome, evidence } = await joined.mac.renewTokens({ evenIfFresh: true });
    assert.deepEqual(outcome, { kind: 'renewed', by: 'refresh' });
    const sent = evidence.find(({ purpose }) => purpose === 'refresh')?.sent;
    assert.match(sent?.body ?? '', /^platform_sso_version=1\.0&grant_type=[^&]+&assertion=ewogIC/);
  });

  test(`macOS ${macos} joins with a Secure Enclave key under keys of the whole device (1.1).`, async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const { serialNumber } = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', macos });
    const { device, keys } = await stage.api.getDevice({ params: { device: serialNumber } });
    assert.deepEqual([device.state, device.osVersion], ['registered', macos]);
    assert.deepEqual(
      keys.map(({ shared, state }) => [shared, state]),
      [[true, 'active']],
    );
  });
}

for (const method of ['Password', 'UserSecureEnclaveKey'] as const) {
  test(`macOS 13 joins with ${method} in the style of its SDK, under keys of the person (0.2, 1.1).`, async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const joined = await prepareMac(stage, { person: ada, method, macos: '13.0', token: false });
    const { mac, serialNumber } = joined;
    const registered = await register(joined);
    const { evidence } = method === 'Password' ? await mac.signInWhenAsked(password(ada.password)) : registered;
    const login = evidence.findLast(({ purpose }) => purpose === 'login');
    assert.match(login?.sent.body ?? '', /&request=ewogIC/);
    assert.equal(login?.sent.message?.header['typ'], 'JWT');
    assert.equal(typeof login?.sent.message?.claims?.['iat'], 'string');
    assert.equal(login?.sent.headers['Accept'], 'application/json');
    assert.equal(login?.received?.status, 200);
    assert.equal(count(evidence, 'key request'), 0);
    const { keys } = await stage.api.getDevice({ params: { device: serialNumber } });
    assert.deepEqual(
      keys.map(({ shared, state }) => [shared, state]),
      [[false, 'active']],
    );
    assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, {
      kind: 'renewed',
      by: method === 'Password' ? 'refresh' : 'login',
    });
  });
}

test('On macOS 13 two people of one Mac have device keys of their own (1.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const ben = await stage.addPerson('ben');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', macos: '13.0', token: false });
  const { mac, serialNumber } = joined;
  await mac.addAccount({ shortName: 'ben', fullName: 'Ben', password: 'local-ben-0' });
  await mac.logout();
  unlocked((await mac.login('ben', password('local-ben-0'))).outcome);
  await register({ ...joined, person: ben, localPassword: 'local-ben-0' });
  const { keys, registrations } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.deepEqual(
    keys.map(({ shared, state }) => [shared, state]),
    [
      [false, 'active'],
      [false, 'active'],
    ],
  );
  assert.deepEqual(new Set(registrations.map(({ userId }) => userId)), new Set([ada.id, ben.id]));
  await mac.logout();
  unlocked((await mac.login('ada', password(joined.localPassword))).outcome);
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
});

test('A Mac that is upgraded from macOS 13 registers with keys of the device and signs in (12.6).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', macos: '13.0', token: false });
  const { mac, serialNumber } = joined;
  await mac.upgradeMacos('15.4');
  await installCompanion(mac, '15.4');
  const token = await stage.tokenFor(serialNumber);
  await mac.installProfile(profileFor(stage, { method: 'UserSecureEnclaveKey', macos: '15.4', token }));
  await register(joined);
  const { device, keys } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.equal(device.osVersion, '15.4');
  assert.ok(keys.some(({ shared, state }) => shared && state === 'active'));
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
  signedIn((await mac.signInWhenAsked()).outcome);
});
