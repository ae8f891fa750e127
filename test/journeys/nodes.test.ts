import assert from 'node:assert/strict';
import { type TestContext, describe, test } from 'node:test';
import { askKeyService } from '../support/stage-key-service.ts';
import { type StageMac, joinMac, password, prepareMac, register, signedIn, userOf } from '../support/stage-mac.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Stage, openStage } from '../support/stage.ts';

async function twoNodes(t: TestContext) {
  const stage = await openStage(t, { databaseUrl: (await createDatabase()).url });
  return { stage, second: await stage.addNode() };
}

function renewal({ mac }: StageMac) {
  return mac.renewTokens({ evenIfFresh: true });
}

describe('Two nodes over one PostgreSQL', () => {
  test('A Mac may register with one node and live with the other: keys, nonces and tokens are of both (design, 3).', async (t) => {
    const { stage, second } = await twoNodes(t);
    const ada = await stage.addPerson('ada');
    const joined = await prepareMac(stage, { person: ada, method: 'Password' });
    await register(joined);
    stage.routeTo(second);
    signedIn((await joined.mac.signInWhenAsked(password(ada.password))).outcome);
    assert.ok(userOf(joined).unlock);
    stage.routeTo();
    assert.deepEqual((await renewal(joined)).outcome, { kind: 'renewed', by: 'refresh' });
    assert.equal((await askKeyService(joined, 'key exchange')).succeeded, true);
    stage.routeTo(second);
    assert.deepEqual((await renewal(joined)).outcome, { kind: 'renewed', by: 'refresh' });
  });

  test('What one node’s administrator revokes, the other refuses at the next request (design, rule 7).', async (t) => {
    const { stage, second } = await twoNodes(t);
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    stage.routeTo(second);
    assert.equal((await renewal(joined)).outcome.kind, 'renewed');
    await stage.api.disableUser({ params: { user: ada.id } });
    const refused = await renewal(joined);
    assert.equal(refused.outcome.kind === 'failed' && refused.outcome.failure.serverCode, 'refresh_token_revoked');
    assert.equal((await joined.mac.signInWhenAsked(password(ada.password))).outcome.kind, 'wrong-credential');
    assert.equal((await askKeyService(joined, 'key request')).succeeded, false);

    await second.api.enableUser({ params: { user: ada.id } });
    await second.api.revokeDevice({ params: { device: joined.serialNumber } });
    stage.routeTo();
    const login = await joined.mac.signInWhenAsked(password(ada.password));
    assert.equal(login.outcome.kind === 'failed' && login.outcome.failure.serverCode, 'device_revoked');
  });

  test('A message that one node has taken is refused by the other when it comes again (design, rule 4).', async (t) => {
    const { stage, second } = await twoNodes(t);
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
    const { evidence } = await renewal(joined);
    const sent = evidence.find(({ purpose }) => purpose === 'login')?.sent;
    assert.ok(sent);
    stage.routeTo(second);
    const { method, headers, body } = sent;
    const answer = await stage.fetch(sent.url, { method, headers, body });
    assert.deepEqual(
      [answer.status, (JSON.parse(answer.text()) as Record<string, unknown>)['code']],
      [400, 'nonce_replayed'],
    );
  });

  test('The events of both nodes stand in one audit chain, which is intact (design, rule 13).', async (t) => {
    const { stage, second } = await twoNodes(t);
    const people = await Promise.all(['ada', 'ben'].map((name) => stage.addPerson(name)));
    const macs: StageMac[] = [];
    for (const person of people) macs.push(await joinMac(stage, { person, method: 'UserSecureEnclaveKey' }));
    for (let round = 0; round < 3; round += 1) {
      for (const joined of macs) {
        stage.routeTo(round % 2 === 0 ? second : undefined);
        assert.equal((await renewal(joined)).outcome.kind, 'renewed');
      }
    }
    const [first, other] = await Promise.all([stage.api.verifyAudit(), second.api.verifyAudit()]);
    assert.deepEqual([first.result, other.result], ['intact', 'intact']);
  });
});

for (const [engine, address] of [
  ['SQLite', async () => undefined],
  ['PostgreSQL', async () => (await createDatabase()).url],
] as const) {
  test(`A server on ${engine} that was started again knows its Macs, keys and tokens (design, 3).`, async (t) => {
    const databaseUrl = await address();
    const stage: Stage = await openStage(t, databaseUrl === undefined ? {} : { databaseUrl });
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    await joined.mac.goOffline();
    await stage.restart();
    await joined.mac.goOnline();
    assert.deepEqual((await renewal(joined)).outcome, { kind: 'renewed', by: 'refresh' });
    assert.equal((await askKeyService(joined, 'key exchange')).succeeded, true);
    signedIn((await joined.mac.signInWhenAsked(password(ada.password))).outcome);
    assert.equal((await stage.api.verifyAudit()).result, 'intact');
  });
}

test('While the server is away the Mac opens with what it knows, and renews when the server is back (12.5).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  stage.routeTo({ url: 'https://localhost:1', api: stage.api });
  const away = await renewal(joined);
  assert.equal(away.outcome.kind === 'failed' && away.outcome.failure.code, 'unreachable');
  await joined.mac.lock();
  assert.equal((await joined.mac.unlock(password(ada.password))).outcome.kind, 'unlocked');
  stage.routeTo();
  assert.deepEqual((await renewal(joined)).outcome, { kind: 'renewed', by: 'refresh' });
});
