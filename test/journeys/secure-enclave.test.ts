import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, done, joinMac, password, prepareMac, register, unlocked, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const hour = 3_600_000;

test('With a Secure Enclave key nobody is asked for a password, and the local one stays as it is (12.4).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const { outcome, evidence } = await register(joined);
  assert.equal(outcome.authenticationRequired, false);
  assert.equal(count(evidence, 'login'), 1);
  assert.equal(count(evidence, 'key request'), 0);
  const { mac, localPassword } = joined;
  assert.deepEqual(mac.notifications(), []);
  await mac.lock();
  const opened = unlocked((await mac.unlock(password(localPassword))).outcome);
  assert.deepEqual([opened.by, opened.localPasswordReplaced], ['local-password', false]);
  await mac.lock();
  assert.equal((await mac.unlock(password(ada.password))).outcome.kind, 'refused');
});

test('Tokens of a Secure Enclave key are renewed silently, by a login and never by a refresh (7.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  assert.equal((await mac.renewTokens()).outcome.kind, 'not-due');
  stage.clock.advance(5 * hour);
  const { outcome, evidence } = await mac.renewTokens();
  assert.deepEqual(outcome, { kind: 'renewed', by: 'login' });
  assert.deepEqual([count(evidence, 'login'), count(evidence, 'refresh')], [1, 0]);
  assert.deepEqual(mac.notifications(), []);
});

test('A lost Secure Enclave key asks for registration, and registering again brings a new key (12.6).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const { mac } = joined;
  const registered = async () => (await stage.api.listRegistrations({ query: { user: ada.id } })).items[0]?.userKeyId;
  const before = await registered();

  done(await mac.loseSecureEnclaveKey());
  assert.equal(userOf(joined).state, 'NeedsNewKeys');
  const { outcome, evidence } = await mac.renewTokens({ evenIfFresh: true });
  assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'key-missing');
  assert.deepEqual(evidence, []);
  assert.deepEqual(
    mac.notifications().map(({ kind }) => kind),
    ['registration-required'],
  );

  assert.equal((await register(joined)).outcome.authenticationRequired, false);
  assert.equal(userOf(joined).state, 'Normal');
  assert.notEqual(await registered(), before);
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
});

test('Offline a Secure Enclave Mac opens with the local password and renews when it is back (12.5).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac, localPassword } = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  await mac.goOffline();
  await mac.lock();
  stage.clock.advance(5 * hour);
  const opened = unlocked((await mac.unlock(password(localPassword))).outcome);
  assert.deepEqual([opened.offline, opened.renewal.kind], [true, 'failed']);
  await mac.goOnline();
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'login' });
});
