import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Exchange } from '#mac/evidence.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { askKeyService } from '../support/stage-key-service.ts';
import { type StageMac, joinMac, password, prepareMac, register, userOf } from '../support/stage-mac.ts';
import { type Stage, openStage } from '../support/stage.ts';

/** Sends a message again exactly as the Mac sent it, headers and all. */
async function sendAgain(stage: Stage, { sent }: Exchange): Promise<readonly unknown[]> {
  const { url, method, headers, body } = sent;
  const answer = await stage.fetch(url, { method, headers, body });
  return [answer.status, parseJsonObject(answer.text())?.['code']];
}

function lastOf(evidence: readonly Exchange[], purpose: Exchange['purpose']): Exchange {
  const found = evidence.findLast((exchange) => exchange.purpose === purpose);
  assert.equal(found?.received?.status, 200);
  return found;
}

const replayable: Readonly<Record<string, (stage: Stage) => Promise<Exchange>>> = {
  'a login with a password': async (stage) => {
    const { mac, person } = await joined(stage, 'Password');
    return lastOf((await mac.signInWhenAsked(password(person.password))).evidence, 'login');
  },
  'a login with a Secure Enclave key': async (stage) => {
    const { mac } = await joined(stage, 'UserSecureEnclaveKey');
    return lastOf((await mac.renewTokens({ evenIfFresh: true })).evidence, 'login');
  },
  'a refresh': async (stage) => {
    const { mac } = await joined(stage, 'Password');
    return lastOf((await mac.renewTokens({ evenIfFresh: true })).evidence, 'refresh');
  },
  'a key request': async (stage) =>
    lastOf((await askKeyService(await joined(stage, 'Password'), 'key request')).evidence, 'key request'),
  'a key exchange': async (stage) =>
    lastOf((await askKeyService(await joined(stage, 'Password'), 'key exchange')).evidence, 'key exchange'),
  'a device registration': async (stage) => lastOf(await registering(stage), 'device registration'),
  'a user registration': async (stage) => lastOf(await registering(stage), 'user registration'),
};

async function joined(stage: Stage, method: StageMac['method']): Promise<StageMac> {
  return joinMac(stage, { person: await stage.addPerson('ada'), method });
}

async function registering(stage: Stage): Promise<readonly Exchange[]> {
  const mac = await prepareMac(stage, { person: await stage.addPerson('ada'), method: 'UserSecureEnclaveKey' });
  return (await register(mac)).evidence;
}

for (const [what, send] of Object.entries(replayable)) {
  test(`Sent again byte for byte, ${what} is refused: its nonce is used up (16.1, 16.3).`, async (t) => {
    const stage = await openStage(t);
    const exchange = await send(stage);
    const head = await stage.auditHead();
    assert.deepEqual(await sendAgain(stage, exchange), [400, 'nonce_replayed']);
    assert.ok(await stage.auditEvent(head, ({ code }) => code === 'nonce_replayed'));
  });

  test(`Sent again after the nonce’s life, ${what} is refused (5.1).`, async (t) => {
    const stage = await openStage(t);
    const exchange = await send(stage);
    stage.clock.advance(301_000);
    assert.deepEqual(await sendAgain(stage, exchange), [400, 'nonce_expired']);
  });
}

async function rotated(t: TestContext) {
  const stage = await openStage(t);
  const mac = await joined(stage, 'Password');
  const first = mac.reopened();
  assert.equal((await mac.mac.renewTokens({ evenIfFresh: true })).outcome.kind, 'renewed');
  return { stage, mac, first };
}

test('A refresh token that was replaced works on within its grace, for exchanges in flight (7.1).', async (t) => {
  const { stage, mac, first } = await rotated(t);
  stage.clock.advance(100_000);
  assert.equal((await askKeyService(first, 'key exchange')).succeeded, true);
  assert.deepEqual((await mac.mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'refresh' });
});

test('A refresh token that turns up after its grace ends the whole family, also for its owner (design, rule 6).', async (t) => {
  const { stage, mac, first } = await rotated(t);
  stage.clock.advance(130_000);
  const thief = await first.mac.renewTokens({ evenIfFresh: true });
  assert.equal(thief.outcome.kind === 'failed' && thief.outcome.failure.serverCode, 'refresh_token_reused');
  const owner = await mac.mac.renewTokens({ evenIfFresh: true });
  assert.equal(owner.outcome.kind === 'failed' && owner.outcome.failure.serverCode, 'refresh_token_revoked');
  assert.equal((await askKeyService(mac, 'key request')).succeeded, false);
  const { person } = mac;
  assert.equal((await mac.mac.signInWhenAsked(password(person.password))).outcome.kind, 'signed-in');
  assert.equal(userOf(mac).state, 'Normal');
});

test('A registration token does not register another serial number, nor another key of its own (8).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const other = await prepareMac(stage, { person: ada, method: 'Password' });
  await other.mac.misbehave('wrong-serial', { times: 1 });
  const wrong = await other.mac.register();
  assert.ok('code' in wrong.outcome);
  assert.equal(wrong.outcome.code, 'registration_token_foreign');
  await other.mac.register();
  const answers = { localPassword: other.localPassword };
  const again = await other.mac.repair(answers, { newKeys: true });
  assert.ok('code' in again.outcome);
  assert.equal(again.outcome.code, 'registration_token_spent');
});
