import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignInOutcome } from '#mac/outcomes.ts';
import { openVirtualMac } from '#mac/virtual-mac.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { generateKeyAgreement } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import { cardPin, insertCard, makeCard, trustedCards } from '../support/stage-cards.ts';
import { type StageMac, done, joinMac, password, pin, prepareMac, register, userOf } from '../support/stage-mac.ts';
import { type Stage, openStage } from '../support/stage.ts';

const year = 365 * 86_400_000;

function answerOf(outcome: SignInOutcome): unknown {
  return outcome.kind === 'failed' ? [outcome.failure.status, outcome.failure.serverCode] : outcome.kind;
}

/** The same Mac with a login configuration that somebody has changed. */
function misconfigured({ mac, ports }: StageMac, change: (configuration: LoginConfiguration) => LoginConfiguration) {
  const state = mac.state();
  const saved = state.platformSso.loginConfiguration;
  assert.ok(saved);
  state.platformSso.loginConfiguration = { ...saved, configuration: change(saved.configuration) };
  return openVirtualMac(state, ports);
}

test('A password that is not encrypted for the server is refused from a Mac that could (4.3; design, rule 3).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const mac = misconfigured(joined, ({ loginRequestEncryptionPublicKey: key, ...plain }) => {
    assert.ok(key !== undefined);
    return plain;
  });
  const { outcome, evidence } = await mac.signInWhenAsked(password(ada.password));
  assert.deepEqual(answerOf(outcome), [403, 'password_not_encrypted']);
  assert.equal(evidence.find(({ purpose }) => purpose === 'login')?.sent.message?.claims?.['grant_type'], 'password');
});

test('A password encrypted for another server’s key is refused, without a 401 (5.3, 6.3).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  const loginRequestEncryptionPublicKey = toBase64(generateKeyAgreement().publicKey);
  const mac = misconfigured(joined, (saved) => ({ ...saved, loginRequestEncryptionPublicKey }));
  const { outcome } = await mac.signInWhenAsked(password(ada.password));
  assert.deepEqual(answerOf(outcome), [400, 'assertion_undecryptable']);
});

test('A login by the Secure Enclave key of an earlier registration is refused with 401 (5.4, 6.3).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const before = joined.reopened().mac;
  done(await joined.mac.loseSecureEnclaveKey());
  await register(joined);
  const head = await stage.auditHead();
  assert.equal((await before.renewTokens({ evenIfFresh: true })).outcome.kind, 'authentication-required');
  assert.ok(await stage.auditEvent(head, ({ code }) => code === 'user_key_unknown'));
});

async function cardMac(stage: Stage) {
  const cards = await trustedCards(stage);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'SmartCard' });
  return { cards, ada, joined };
}

async function refusedReason(stage: Stage, head: number): Promise<unknown> {
  const event = await stage.auditEvent(head, ({ code }) => code === 'card_not_accepted');
  return event?.detail?.['reason'];
}

test('A card of an authority that nobody trusts registers nobody (8; design, rule 5).', async (t) => {
  const stage = await openStage(t);
  const { ada, joined } = await cardMac(stage);
  const stranger = createSmartCardAuthority({ clock: stage.clock, random: systemRandom });
  await insertCard(joined, makeCard(stranger, ada, 'EC P-256'));
  const head = await stage.auditHead();
  const { outcome } = await joined.mac.register({ localPassword: joined.localPassword, pin: cardPin });
  assert.ok('code' in outcome);
  assert.equal(outcome.code, 'card_not_accepted');
  assert.equal(await refusedReason(stage, head), 'untrusted');
});

test('A card that is nobody’s in the directory registers nobody (8; design, rule 5).', async (t) => {
  const stage = await openStage(t);
  const { cards, joined } = await cardMac(stage);
  await insertCard(joined, cards.issue({ userPrincipalName: 'nobody@porchlight.example' }));
  const head = await stage.auditHead();
  const { outcome } = await joined.mac.register({ localPassword: joined.localPassword, pin: cardPin });
  assert.ok('code' in outcome);
  assert.equal(await refusedReason(stage, head), 'unmapped');
});

test('Another person’s card does not sign in for the person who is registered (5.4).', async (t) => {
  const stage = await openStage(t);
  const { cards, ada, joined } = await cardMac(stage);
  const ben = await stage.addPerson('ben');
  await insertCard(joined, cards.issue(ada));
  await register(joined, { pin: cardPin });
  const before = userOf(joined).tokens;
  await insertCard(joined, cards.issue(ben));
  const head = await stage.auditHead();
  assert.equal((await joined.mac.signInWhenAsked(pin(cardPin))).outcome.kind, 'wrong-credential');
  assert.deepEqual(userOf(joined).tokens, before);
  assert.equal(await refusedReason(stage, head), 'another-person');
});

test('A card whose certificate has run out signs in no more (5.4).', async (t) => {
  const stage = await openStage(t);
  const { cards, ada, joined } = await cardMac(stage);
  const card = cards.issue(ada);
  await insertCard(joined, card);
  await register(joined, { pin: cardPin });
  stage.clock.advance(3 * year + 1000);
  await cards.revoke(cards.issue(ada));
  const head = await stage.auditHead();
  assert.equal((await joined.mac.signInWhenAsked(pin(cardPin))).outcome.kind, 'wrong-credential');
  assert.equal(await refusedReason(stage, head), 'expired');
});
