import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { joinMac, password, refusedAt, unlocked } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const hour = 3_600_000;

async function macUnder(t: TestContext, plan: JsonObject) {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password', plan });
  return { stage, ada, mac };
}

test('UnlockPolicy AttemptAuthentication asks the organisation first, and lets the local password do when it is away (10).', async (t) => {
  const { ada, mac } = await macUnder(t, { UnlockPolicy: ['AttemptAuthentication'] });
  await mac.lock();
  assert.equal(unlocked((await mac.unlock(password(ada.password))).outcome).by, 'identity-provider');
  await mac.goOffline();
  await mac.lock();
  assert.equal(unlocked((await mac.unlock(password(ada.password))).outcome).by, 'local-password');
});

test('After a wrong password under AttemptAuthentication only the organisation lets in, also when the Mac goes offline (10).', async (t) => {
  const { ada, mac } = await macUnder(t, { UnlockPolicy: ['AttemptAuthentication'] });
  await mac.lock();
  assert.equal(refusedAt((await mac.unlock(password('not-the-password'))).outcome).failure?.status, 401);
  await mac.goOffline();
  assert.equal(refusedAt((await mac.unlock(password(ada.password))).outcome).reason, 'identity-provider-required');
  await mac.goOnline();
  assert.equal(unlocked((await mac.unlock(password(ada.password))).outcome).by, 'identity-provider');
});

test('A finger unlocks, but not where RequireAuthentication is set without AllowTouchIDOrWatchForUnlock (10).', async (t) => {
  const { mac } = await macUnder(t, {});
  const touched = async () => (await mac.unlockByTouchId()).outcome;
  assert.deepEqual([mac.unlocksByTouchId(), refusedAt(await touched()).reason], [false, 'wrong-screen']);
  await mac.lock();
  assert.equal(mac.unlocksByTouchId(), true);
  const { by, user, keychain } = unlocked(await touched());
  assert.deepEqual([by, user, keychain], ['touch-id', 'ada', 'untouched']);
  const { ada, mac: strict } = await macUnder(t, { UnlockPolicy: ['RequireAuthentication'] });
  await strict.lock();
  assert.equal(strict.unlocksByTouchId(), false);
  assert.equal(refusedAt((await strict.unlockByTouchId()).outcome).reason, 'touch-id-not-enough');
  assert.equal(strict.state().session.kind, 'locked');
  assert.equal(unlocked((await strict.unlock(password(ada.password))).outcome).by, 'identity-provider');
});

test('A finger does under RequireAuthentication with AllowTouchIDOrWatchForUnlock, and under AttemptAuthentication, until a wrong password was typed (10).', async (t) => {
  for (const policy of [['RequireAuthentication', 'AllowTouchIDOrWatchForUnlock'], ['AttemptAuthentication']]) {
    const { ada, mac } = await macUnder(t, { UnlockPolicy: policy });
    await mac.lock();
    assert.equal(unlocked((await mac.unlockByTouchId()).outcome).by, 'touch-id');
    await mac.lock();
    refusedAt((await mac.unlock(password('not-the-password'))).outcome);
    assert.equal(refusedAt((await mac.unlockByTouchId()).outcome).reason, 'touch-id-not-enough');
    unlocked((await mac.unlock(password(ada.password))).outcome);
    await mac.lock();
    unlocked((await mac.unlockByTouchId()).outcome);
    await mac.logout();
    assert.equal(refusedAt((await mac.unlockByTouchId()).outcome).reason, 'wrong-screen');
  }
});

test('LoginPolicy RequireAuthentication lets the local password do for the offline grace period and no longer (10).', async (t) => {
  const { stage, ada, mac } = await macUnder(t, {
    LoginPolicy: ['RequireAuthentication', 'AllowOfflineGracePeriod'],
    OfflineGracePeriod: 7200,
  });
  await mac.logout();
  await mac.goOffline();
  stage.clock.advance(hour);
  assert.equal(unlocked((await mac.login('ada', password(ada.password))).outcome).offline, true);
  await mac.logout();
  stage.clock.advance(2 * hour);
  assert.equal(refusedAt((await mac.login('ada', password(ada.password))).outcome).reason, 'offline-grace-period-over');
  await mac.goOnline();
  assert.equal(unlocked((await mac.login('ada', password(ada.password))).outcome).by, 'identity-provider');
});

test('Under RequireAuthentication a disabled person, and one whose Mac was revoked, stay outside (10; design, rule 7).', async (t) => {
  const policies = { LoginPolicy: ['RequireAuthentication'], UnlockPolicy: ['RequireAuthentication'] };
  const { stage, ada, mac } = await macUnder(t, policies);
  await stage.api.disableUser({ params: { user: ada.id } });
  await mac.lock();
  assert.equal(refusedAt((await mac.unlock(password(ada.password))).outcome).failure?.status, 401);
  await stage.api.enableUser({ params: { user: ada.id } });
  unlocked((await mac.unlock(password(ada.password))).outcome);
  await stage.api.revokeDevice({ params: { device: mac.state().hardware.serialNumber } });
  await mac.logout();
  const refused = refusedAt((await mac.login('ada', password(ada.password))).outcome);
  assert.deepEqual([refused.failure?.status, refused.failure?.serverCode], [403, 'device_revoked']);
});

test('FileVaultPolicy RequireAuthentication opens the disk of a Mac with Apple silicon with a password changed elsewhere (10, 12.4).', async (t) => {
  const { stage, ada, mac } = await macUnder(t, { FileVaultPolicy: ['RequireAuthentication'] });
  const next = 'saffron-lantern-77';
  await stage.api.setPassword({ params: { user: ada.id }, body: { password: next } });
  await mac.reboot();
  assert.equal(refusedAt((await mac.unlockDisk('ada', ada.password)).outcome).failure?.status, 401);
  const opened = unlocked((await mac.unlockDisk('ada', next)).outcome);
  assert.deepEqual([opened.by, opened.localPasswordReplaced, opened.keychain], ['identity-provider', true, 'kept']);
});
