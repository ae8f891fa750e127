import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  count,
  done,
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

test('With a token in the profile the Mac registers by itself and leaves the person to a window (1.2).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac, serialNumber } = await prepareMac(stage, { person: ada, method: 'Password' });
  const { outcome } = await mac.register();
  assert.equal(outcome.kind === 'user-interface-required' && outcome.deviceRegistered, true);
  const { device, registrations } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.equal(device.state, 'registered');
  assert.deepEqual(registrations, []);
});

test('Without a token the Mac waits for a person, whose sign-in registers it (1.2, 8).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'UserSecureEnclaveKey', token: false });
  const silent = await joined.mac.register();
  assert.equal(silent.outcome.kind === 'user-interface-required' && silent.outcome.deviceRegistered, false);
  await register(joined);
  const { items } = await stage.api.listRegistrations({ query: { device: joined.serialNumber } });
  assert.deepEqual(
    items.map(({ userId, method, state }) => ({ userId, method, state })),
    [{ userId: ada.id, method: 'UserSecureEnclaveKey', state: 'active' }],
  );
});

test('A wrong password in the extension’s window registers nobody (8).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac, localPassword } = await prepareMac(stage, { person: ada, method: 'Password' });
  const signIn = { userName: ada.userPrincipalName, password: 'not-the-password' };
  const { outcome } = await mac.register({ localPassword, signIn });
  assert.equal(outcome.kind === 'failed' && outcome.code, 'sign-in-refused');
  assert.match(outcome.kind === 'failed' ? outcome.sentence : '', /Name or password is wrong/);
  assert.deepEqual((await stage.api.listRegistrations()).items, []);
});

test('Answers to both registrations that were lost are asked for again, and one device and one registration come of it (1.2).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  await joined.mac.misbehave('lost-answer', { times: 1 });
  const silent = await joined.mac.register();
  assert.equal(silent.outcome.kind === 'user-interface-required' && silent.outcome.deviceRegistered, true);
  assert.equal(count(silent.evidence, 'device registration'), 2);
  await joined.mac.misbehave('lost-answer', { times: 1 });
  const { evidence } = await register(joined);
  assert.equal(count(evidence, 'user registration'), 2);
  assert.equal((await stage.api.listDevices()).items.length, 1);
  assert.equal((await stage.api.listRegistrations()).items.length, 1);
  assert.deepEqual((await joined.mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
});

test('A repair with new keys, allowed by a new token, takes the place of the old keys, which are refused (12.6).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const { mac, person, localPassword, serialNumber, method, macos } = joined;
  const before = joined.reopened().mac;
  const token = await stage.tokenFor(serialNumber);
  await mac.installProfile(profileFor(stage, { method, macos, token }));
  const signIn = { userName: person.userPrincipalName, password: person.password };
  const { outcome } = await mac.repair({ localPassword, signIn }, { newKeys: true });
  assert.equal(outcome.kind, 'registered');
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
  const { keys } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.deepEqual(keys.map(({ state }) => state).toSorted(), ['active', 'retired']);

  const old = await before.renewTokens({ evenIfFresh: true });
  assert.ok(old.outcome.kind === 'failed');
  assert.deepEqual([old.outcome.failure.status, old.outcome.failure.serverCode], [400, 'device_keys_retired']);
});

test('A repair with new keys after the token of the profile is spent goes by the sign-in of a person of this Mac, and the old keys are refused (12.6).', async (t) => {
  const stage = await openStage(t);
  const [ada, eve] = [await stage.addPerson('ada'), await stage.addPerson('eve')];
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const { mac, serialNumber } = joined;
  const before = joined.reopened().mac;
  const unattended = await joined.reopened().mac.repair({ localPassword: ada.password }, { newKeys: true });
  assert.equal('code' in unattended.outcome && unattended.outcome.code, 'registration_token_spent');
  const by = ({ userPrincipalName, password: text }: typeof ada) => ({
    localPassword: ada.password,
    signIn: { userName: userPrincipalName, password: text },
  });
  const asStranger = await joined.reopened().mac.repair(by(eve), { newKeys: true });
  assert.equal('code' in asStranger.outcome && asStranger.outcome.code, 'device_already_registered');
  const repaired = await mac.repair(by(ada), { newKeys: true });
  assert.equal(repaired.outcome.kind, 'registered', JSON.stringify(repaired.outcome));
  assert.equal(count(repaired.evidence, 'device registration'), 2);
  const { keys } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.deepEqual(keys.map(({ state }) => state).toSorted(), ['active', 'retired']);
  const old = await before.renewTokens({ evenIfFresh: true });
  assert.equal(old.outcome.kind === 'failed' && old.outcome.failure.serverCode, 'device_keys_retired');
});

test('A stranger’s sign-in does not bring new keys for a registered Mac, that of its own person does (8).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const eve = await stage.addPerson('eve');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', token: false });
  const { mac, localPassword } = joined;
  const signInOf = ({ userPrincipalName, password: text }: typeof ada) => ({
    userName: userPrincipalName,
    password: text,
  });
  const asStranger = await joined.reopened().mac.repair({ localPassword, signIn: signInOf(eve) }, { newKeys: true });
  assert.ok('code' in asStranger.outcome);
  assert.equal(asStranger.outcome.code, 'device_already_registered');
  const asOwner = await mac.repair({ localPassword, signIn: signInOf(ada) }, { newKeys: true });
  assert.equal(asOwner.outcome.kind, 'registered', JSON.stringify(asOwner.outcome));
});

test('Another method in the profile asks for registration again; tokens and credentials of the old one are refused (12.6).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const { mac, serialNumber, macos } = joined;
  const before = joined.reopened().mac;
  const token = await stage.tokenFor(serialNumber);
  const change = profileFor(stage, { method: 'UserSecureEnclaveKey', macos, token });
  const installed = await mac.installProfile(change);
  assert.equal(installed.outcome.kind === 'installed' && installed.outcome.registration, 'needed');
  assert.equal(userOf(joined).state, 'NeedsRegistration');
  await register(joined, { localPassword: ada.password });
  assert.equal(userOf(joined).loginType, 'UserSecureEnclaveKey');
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });

  const refresh = await before.renewTokens({ evenIfFresh: true });
  assert.equal(refresh.outcome.kind === 'failed' && refresh.outcome.failure.serverCode, 'refresh_token_revoked');
  const login = await before.signInWhenAsked(password(ada.password));
  assert.ok(login.outcome.kind === 'failed');
  assert.deepEqual([login.outcome.failure.status, login.outcome.failure.serverCode], [403, 'method_not_allowed']);
});

test('Two people of one Mac sign in apart from each other under the keys of the device (1.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const ben = await stage.addPerson('ben');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const { mac, serialNumber } = joined;
  done(await mac.addAccount({ shortName: 'ben', fullName: 'Ben', password: 'local-ben-0' }));
  await mac.logout();
  unlocked((await mac.login('ben', password('local-ben-0'))).outcome);
  const second = { ...joined, person: ben, localPassword: 'local-ben-0' };
  await register(second);
  signedIn((await mac.signInWhenAsked(password(ben.password))).outcome);
  const { keys, registrations } = await stage.api.getDevice({ params: { device: serialNumber } });
  assert.equal(keys.length, 1);
  assert.deepEqual(new Set(registrations.map(({ userId }) => userId)), new Set([ada.id, ben.id]));
  assert.notEqual(userOf(joined).unlock?.hash, userOf(second).unlock?.hash);

  await mac.logout();
  assert.equal((await mac.login('ada', password(ben.password))).outcome.kind, 'refused');
  unlocked((await mac.login('ada', password(ada.password))).outcome);
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'refresh' });
});
