import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, joinMac, password, prepareMac, refusedAt, register, signedIn, unlocked } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

test('Registration asks for the organisation’s password, which replaces the local one; the login keychain still opens (12.4).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'Password' });
  const { mac, localPassword } = joined;

  const { outcome } = await register(joined);
  assert.deepEqual(outcome, { kind: 'registered', loginUserName: ada.userPrincipalName, authenticationRequired: true });
  assert.deepEqual(
    mac.notifications().map(({ kind }) => kind),
    ['authentication-required'],
  );

  const { outcome: signIn, evidence } = await mac.signInWhenAsked(password(ada.password));
  const expected = { localPasswordReplaced: true, keychain: 'kept', unlockKeyBound: true };
  assert.deepEqual(signIn, { kind: 'signed-in', method: 'Password', ...expected });
  assert.equal(count(evidence, 'key request'), 1);
  assert.equal(count(evidence, 'key exchange'), 3);
  assert.deepEqual(mac.notifications(), []);

  await mac.lock();
  assert.equal(refusedAt((await mac.unlock(password(localPassword))).outcome).reason, 'wrong-password');
  assert.equal(unlocked((await mac.unlock(password(ada.password))).outcome).by, 'local-password');
  assert.deepEqual(mac.state().loginKeychains['ada']?.renamed, []);
  assert.equal(mac.state().loginKeychains['ada']?.unlocked, true);
});

test('A password changed elsewhere opens the lock screen through a login and key exchanges; the local one follows (7.4, 12.4).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  const next = 'saffron-lantern-77';
  await stage.api.setPassword({ params: { user: ada.id }, body: { password: next } });

  await mac.logout();
  const { outcome, evidence } = await mac.login('ada', password(next));
  const opened = unlocked(outcome);
  assert.equal(opened.by, 'identity-provider');
  assert.equal(opened.localPasswordReplaced, true);
  assert.equal(opened.keychain, 'kept');
  assert.equal(count(evidence, 'login'), 1);
  assert.equal(count(evidence, 'key exchange'), 3);

  await mac.lock();
  assert.equal(refusedAt((await mac.unlock(password(ada.password))).outcome).failure?.status, 401);
  assert.equal(unlocked((await mac.unlock(password(next))).outcome).by, 'local-password');
});

test('Offline only the last synchronised password unlocks (12.4).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  const next = 'saffron-lantern-77';
  await stage.api.setPassword({ params: { user: ada.id }, body: { password: next } });
  await mac.goOffline();
  await mac.lock();
  assert.equal(refusedAt((await mac.unlock(password(next))).outcome).failure?.code, 'offline');
  assert.equal(unlocked((await mac.unlock(password(ada.password))).outcome).by, 'local-password');
  await mac.goOnline();
  await mac.lock();
  assert.equal(unlocked((await mac.unlock(password(next))).outcome).by, 'identity-provider');
});

test('After a restart FileVault opens with the synchronised password only, and the desktop follows (12.4).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const { mac } = joined;
  await mac.reboot();
  assert.equal(mac.state().session.kind, 'pre-boot');
  assert.equal(refusedAt((await mac.unlockDisk('ada', joined.localPassword)).outcome).reason, 'wrong-password');
  const again = joined.reopened().mac;
  assert.equal(unlocked((await again.unlockDisk('ada', ada.password)).outcome).keychain, 'untouched');
  assert.deepEqual(again.state().session, { kind: 'desktop', user: 'ada' });
});

test('A wrong password is told from every other failure by status 401 alone, and asks the person again (6.3).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'Password' });
  await register(joined);
  const { outcome, evidence } = await joined.mac.signInWhenAsked(password('not-the-password'));
  assert.equal(outcome.kind, 'wrong-credential');
  assert.equal(evidence.at(-1)?.received?.status, 401);
  assert.equal(joined.mac.notifications().length, 1);
  signedIn((await joined.mac.signInWhenAsked(password(ada.password))).outcome);
});
