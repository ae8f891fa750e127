import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, joinMac, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

test('After the signing key was changed a Mac fetches the JWKS once, because it misses the new kid (6.2, 16.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const renew = async () => {
    const { outcome, evidence } = await joined.mac.renewTokens({ evenIfFresh: true });
    assert.deepEqual(outcome, { kind: 'renewed', by: 'login' });
    const token = evidence.find(({ purpose }) => purpose === 'login')?.received?.idToken;
    return { fetched: count(evidence, 'JWKS'), kid: token?.header['kid'] };
  };
  const before = await renew();
  assert.equal(before.fetched, 0);
  const { keyId, signsFrom } = await stage.api.rotateSigningKey();
  assert.deepEqual(await renew(), before, 'the new key is published before it signs');
  stage.clock.advance(Date.parse(signsFrom) - stage.clock.now() + 1000);
  assert.deepEqual(await renew(), { fetched: 1, kid: keyId });
  assert.deepEqual(await renew(), { fetched: 0, kid: keyId });
  assert.equal(userOf(joined).state, 'Normal');
});

test('A new master key leaves every Mac’s unlock key, and every token, as good as before (design, rule 7).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  const { resealed } = await stage.api.rotateMasterKey();
  assert.ok(resealed >= 1);
  await stage.restart();
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'refresh' });
  await stage.api.setPassword({ params: { user: ada.id }, body: { password: 'saffron-lantern-77' } });
  await mac.logout();
  const { outcome } = await mac.login('ada', { kind: 'password', password: 'saffron-lantern-77' });
  assert.equal(outcome.kind === 'unlocked' && outcome.keychain, 'kept');
});
