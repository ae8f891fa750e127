import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type StageMac,
  done,
  password,
  pin,
  prepareMac,
  refusedAt,
  register,
  unlocked,
  userOf,
} from '../support/stage-mac.ts';
import { type CardKey, cardPin, insertCard, trustedCards } from '../support/stage-cards.ts';
import { openStage } from '../support/stage.ts';

const day = 86_400_000;

async function macWithCard(t: TestContext, key: CardKey) {
  const stage = await openStage(t);
  const cards = await trustedCards(stage);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'SmartCard' });
  const card = cards.issue(ada, key);
  return { stage, cards, ada, joined, mac: joined.mac, card };
}

async function pairAndRegister(joined: StageMac, hash: string): Promise<void> {
  done(await joined.mac.pairCard('ada', hash));
  const { outcome } = await register(joined, { pin: cardPin });
  assert.equal(outcome.authenticationRequired, false);
}

for (const key of ['EC P-256', 'RSA-2048'] as const) {
  test(`A card with an ${key} key registers its person, signs in and unlocks with the PIN (5.4, 12.3).`, async (t) => {
    const { joined, mac, card, ada } = await macWithCard(t, key);
    const { outcome: withoutCard } = await mac.register({ localPassword: joined.localPassword, pin: cardPin });
    assert.equal(withoutCard.kind === 'not-possible' && withoutCard.code, 'no-smart-card');

    const hash = await insertCard(joined, card);
    await mac.lock();
    assert.equal(refusedAt((await mac.unlock(pin(cardPin))).outcome).reason, 'card-not-paired');
    unlocked((await mac.unlock(password(joined.localPassword))).outcome);

    await pairAndRegister(joined, hash);
    assert.equal(userOf(joined).loginUserName, ada.userPrincipalName);
    await mac.lock();
    assert.equal(unlocked((await mac.unlock(pin(cardPin))).outcome).by, 'smart-card');
    assert.equal(mac.state().loginKeychains['ada']?.unlocked, true);
    await mac.removeCard();
    await mac.lock();
    assert.equal(refusedAt((await mac.unlock(pin(cardPin))).outcome).reason, 'no-card');
  });
}

test('Three wrong PINs block the card, and then the right one no longer helps (12.3).', async (t) => {
  const { joined, mac, card } = await macWithCard(t, 'EC P-256');
  await pairAndRegister(joined, await insertCard(joined, card));
  await mac.lock();
  const reasons: string[] = [];
  for (const typed of ['000000', '111111', '222222', cardPin]) {
    reasons.push(refusedAt((await mac.unlock(pin(typed))).outcome).reason);
  }
  assert.deepEqual(reasons, ['wrong-pin', 'wrong-pin', 'card-blocked', 'card-blocked']);
  unlocked((await mac.unlock(password(joined.localPassword))).outcome);
});

test('After a restart the disk wants the local password before any card (12.4).', async (t) => {
  const { joined, mac, card } = await macWithCard(t, 'EC P-256');
  await pairAndRegister(joined, await insertCard(joined, card));
  await mac.reboot();
  assert.equal(refusedAt((await mac.login('ada', pin(cardPin))).outcome).reason, 'password-needed-after-restart');
  unlocked((await mac.unlockDisk('ada', joined.localPassword)).outcome);
  await mac.lock();
  assert.equal(unlocked((await mac.unlock(pin(cardPin))).outcome).by, 'smart-card');
});

test('A card that a revocation list names signs in no more; the audit chain says why (5.4).', async (t) => {
  const { stage, cards, joined, mac, card } = await macWithCard(t, 'EC P-256');
  await pairAndRegister(joined, await insertCard(joined, card));
  await cards.revoke(card);
  const head = await stage.auditHead();
  const before = userOf(joined).tokens;
  const { outcome } = await mac.signInWhenAsked({ kind: 'pin', pin: cardPin });
  assert.equal(outcome.kind, 'wrong-credential');
  assert.deepEqual(userOf(joined).tokens, before);
  const event = await stage.auditEvent(head, ({ code }) => code === 'card_not_accepted');
  assert.equal(event?.detail?.['reason'], 'revoked');
});

test('A revoked card does not register a person either (8).', async (t) => {
  const { stage, cards, joined, mac, card } = await macWithCard(t, 'EC P-256');
  await insertCard(joined, card);
  await cards.revoke(card);
  const { outcome } = await mac.register({ localPassword: joined.localPassword, pin: cardPin });
  assert.equal(outcome.kind !== 'registered' && 'code' in outcome && outcome.code, 'card_not_accepted');
  assert.deepEqual((await stage.api.listRegistrations()).items, []);
});

test('Tokens of a card that have run out are fetched anew when the card unlocks the Mac (12.5).', async (t) => {
  const { stage, cards, joined, mac, card } = await macWithCard(t, 'EC P-256');
  await pairAndRegister(joined, await insertCard(joined, card));
  const before = userOf(joined).tokens;
  stage.clock.advance(15 * day);
  await mac.lock();
  const stale = unlocked((await mac.unlock(pin(cardPin))).outcome);
  assert.deepEqual([stale.by, stale.offline], ['smart-card', true], 'the revocation list has run out');
  assert.deepEqual(userOf(joined).tokens, before);

  await cards.revoke(cards.issue(joined.person));
  await mac.lock();
  const fresh = unlocked((await mac.unlock(pin(cardPin))).outcome);
  assert.deepEqual(fresh.renewal, { kind: 'renewed', by: 'login' });
});
