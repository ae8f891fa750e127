import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Exchange } from '#mac/evidence.ts';
import type { PlatformSsoFailure } from '#mac/platform-sso-agent/failure.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { askKeyService } from '../support/stage-key-service.ts';
import { type StageMac, count, joinMac, password, unlocked, userOf } from '../support/stage-mac.ts';
import { type Person, type Stage, openStage } from '../support/stage.ts';

/** What an administrator does, and what a Mac is told from the next request on. */
interface Ending {
  readonly title: string;
  end(stage: Stage, ada: Person, joined: StageMac): Promise<unknown>;
  /** Of a refresh, of a login with the right password, and of one by key. */
  readonly refresh: Told;
  readonly login: Told;
  readonly keyLogin: Told;
}
type Told = readonly [status: number, code: string];

async function revokeRegistration(stage: Stage, { serialNumber }: StageMac): Promise<void> {
  const { items } = await stage.api.listRegistrations({ query: { device: serialNumber } });
  for (const { id } of items) await stage.api.revokeRegistration({ params: { registration: id } });
}

const endings: readonly Ending[] = [
  {
    title: 'A disabled person',
    end: (stage, ada) => stage.api.disableUser({ params: { user: ada.id } }),
    refresh: [400, 'refresh_token_revoked'],
    login: [401, 'wrong_credential'],
    keyLogin: [401, 'wrong_credential'],
  },
  {
    title: 'A person who was deleted',
    end: (stage, ada) => stage.api.deleteUser({ params: { user: ada.id } }),
    refresh: [400, 'refresh_token_revoked'],
    login: [401, 'wrong_credential'],
    keyLogin: [403, 'user_not_registered'],
  },
  {
    title: 'A revoked Mac',
    end: (stage, _ada, { serialNumber }) => stage.api.revokeDevice({ params: { device: serialNumber } }),
    refresh: [403, 'device_revoked'],
    login: [403, 'device_revoked'],
    keyLogin: [403, 'device_revoked'],
  },
  {
    title: 'A revoked registration',
    end: (stage, _ada, joined) => revokeRegistration(stage, joined),
    refresh: [400, 'refresh_token_revoked'],
    login: [403, 'user_not_registered'],
    keyLogin: [403, 'user_not_registered'],
  },
];

for (const ending of endings) {
  test(`${ending.title} gets no refresh, no login and no unlock from the next request on (design, rule 7).`, async (t) => {
    const { stage, ada } = await organisation(t);
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    const { mac } = joined;
    const before = userOf(joined).tokens;
    await ending.end(stage, ada, joined);

    const refresh = await mac.renewTokens({ evenIfFresh: true });
    assert.deepEqual(refresh.outcome.kind === 'failed' && told(refresh.outcome.failure), ending.refresh);
    const login = await mac.signInWhenAsked(password(ada.password));
    const [status] = ending.login;
    assert.equal(login.outcome.kind, status === 401 ? 'wrong-credential' : 'failed');
    assert.deepEqual(answerOf(login.evidence), ending.login);

    for (const question of ['key request', 'key exchange'] as const) {
      const asked = await askKeyService(joined, question);
      assert.deepEqual([asked.succeeded, ...answerOf(asked.evidence)], [false, ...ending.refresh]);
    }
    await mac.logout();
    const opening = await mac.login('ada', password('another-password-of-the-person'));
    assert.equal(opening.outcome.kind, 'refused');
    assert.equal(count(opening.evidence, 'key exchange'), 0);
    assert.deepEqual(userOf(joined).tokens, before);
  });

  test(`${ending.title} gets no login by Secure Enclave key, while the local password still opens the Mac (12.4).`, async (t) => {
    const { stage, ada } = await organisation(t);
    const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
    const { mac, localPassword } = joined;
    await ending.end(stage, ada, joined);
    const { outcome, evidence } = await mac.renewTokens({ evenIfFresh: true });
    const [status] = ending.keyLogin;
    assert.equal(outcome.kind, status === 401 ? 'authentication-required' : 'failed');
    assert.deepEqual(answerOf(evidence), ending.keyLogin);
    await mac.lock();
    assert.equal(unlocked((await mac.unlock(password(localPassword))).outcome).by, 'local-password');
  });
}

test('A person who is enabled again signs in again (design, rule 7).', async (t) => {
  const { stage, ada } = await organisation(t);
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  await stage.api.disableUser({ params: { user: ada.id } });
  assert.equal((await mac.signInWhenAsked(password(ada.password))).outcome.kind, 'wrong-credential');
  await stage.api.enableUser({ params: { user: ada.id } });
  assert.equal((await mac.signInWhenAsked(password(ada.password))).outcome.kind, 'signed-in');
});

test('A temporary password does not sign in until the person has chosen another (design, rule 10).', async (t) => {
  const { stage, ada } = await organisation(t);
  const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
  await stage.api.requirePasswordChange({ params: { user: ada.id } });
  const { outcome, evidence } = await mac.signInWhenAsked(password(ada.password));
  assert.equal(outcome.kind, 'wrong-credential');
  assert.deepEqual(answerOf(evidence), [401, 'password_must_change']);
});

test('A revoked Mac that may be repaired registers again with its person’s sign-in (12.6).', async (t) => {
  const { stage, ada } = await organisation(t);
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', token: false });
  const { mac, serialNumber, localPassword } = joined;
  const signIn = { userName: ada.userPrincipalName, password: ada.password };
  await stage.api.revokeDevice({ params: { device: serialNumber } });
  const tooEarly = await mac.repair({ localPassword, signIn }, { newKeys: true });
  assert.ok('code' in tooEarly.outcome);
  assert.equal(tooEarly.outcome.code, 'device_revoked');
  await stage.api.repairDevice({ params: { device: serialNumber } });
  assert.equal((await mac.repair({ localPassword, signIn })).outcome.kind, 'registered');
  assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'login' });
});

test('Ten wrong passwords on one Mac (the first is the local one, which macOS tries at registration) ask this Mac to wait, and no other (design, rule 10).', async (t) => {
  const { stage, ada } = await organisation(t);
  const first = await joinMac(stage, { person: ada, method: 'Password' });
  const second = await joinMac(stage, { person: ada, method: 'Password' });
  const kinds = new Set<string>();
  for (let round = 0; round < 9; round += 1) {
    kinds.add((await first.mac.signInWhenAsked(password('not-the-password'))).outcome.kind);
  }
  assert.deepEqual([...kinds], ['wrong-credential']);
  const { outcome } = await first.mac.signInWhenAsked(password(ada.password));
  assert.deepEqual(outcome.kind === 'failed' && told(outcome.failure), [429, 'too_many_attempts']);
  assert.equal((await second.mac.signInWhenAsked(password(ada.password))).outcome.kind, 'signed-in');
  stage.clock.advance(300_000);
  assert.equal((await first.mac.signInWhenAsked(password(ada.password))).outcome.kind, 'signed-in');
});

async function organisation(t: TestContext) {
  const stage = await openStage(t);
  return { stage, ada: await stage.addPerson('ada') };
}

function told(failure: PlatformSsoFailure | undefined): unknown {
  return [failure?.status, failure?.serverCode];
}

/** Status and code of the last answer. */
function answerOf(evidence: readonly Exchange[]): readonly unknown[] {
  const { status, body } = evidence.at(-1)?.received ?? {};
  return [status, parseJsonObject(body ?? '')?.['code']];
}
