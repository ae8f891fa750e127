import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, joinMac, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const hour = 3_600_000;

test('Tokens older than four hours are refreshed, and LoginFrequency asks for a full login (7.1, 12.5).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  stage.clock.advance(3 * hour);
  assert.equal((await mac.renewTokens()).outcome.kind, 'not-due');
  stage.clock.advance(2 * hour);
  const refreshed = await mac.renewTokens();
  assert.deepEqual(refreshed.outcome, { kind: 'renewed', by: 'refresh' });
  assert.equal(
    refreshed.evidence.find(({ purpose }) => purpose === 'refresh')?.sent.message?.claims?.['sub'],
    undefined,
  );
  stage.clock.advance(14 * hour);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'login' });
});

test('A shorter LoginFrequency of the profile is kept (10, LoginFrequency).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password', plan: { LoginFrequency: 3600 } });
  stage.clock.advance(5 * hour);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'login' });
});

test('Refresh tokens end after fourteen days without use, and the person’s password brings new ones (7.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  stage.clock.advance(15 * 24 * hour);
  const { outcome, evidence } = await mac.renewTokens();
  assert.deepEqual(outcome, { kind: 'renewed', by: 'login' });
  assert.equal(count(evidence, 'refresh'), 0);
});

test('When the answer to a refresh is lost, the Mac asks again and both sides stay in step (7.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const { mac } = joined;
  const before = userOf(joined).tokens?.sealed;
  await mac.misbehave('lost-answer', { times: 1 });
  const { outcome, evidence } = await mac.renewTokens({ evenIfFresh: true });
  assert.deepEqual(outcome, { kind: 'renewed', by: 'refresh' });
  assert.equal(count(evidence, 'refresh'), 2);
  assert.equal(count(evidence, 'nonce'), 2);
  assert.notEqual(userOf(joined).tokens?.sealed, before);
  stage.clock.advance(5 * hour);
  assert.deepEqual((await mac.renewTokens()).outcome, { kind: 'renewed', by: 'refresh' });
});

test('A Mac whose clock is forty seconds off is served, one that is an hour off is refused and not asked for a password (16.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  for (const seconds of [40, -40]) {
    await mac.skewClock(seconds * 1000);
    assert.equal((await mac.renewTokens({ evenIfFresh: true })).outcome.kind, 'renewed');
  }
  for (const [seconds, code] of [
    [3600, 'request_from_future'],
    [-3600, 'request_expired'],
  ] as const) {
    await mac.skewClock(seconds * 1000);
    const { outcome } = await mac.renewTokens({ evenIfFresh: true });
    assert.ok(outcome.kind === 'failed');
    assert.deepEqual([outcome.failure.serverCode, outcome.failure.status], [code, 400]);
    assert.deepEqual(mac.notifications(), []);
  }
});
