import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '#mac/evidence.ts';
import { type QuirkName, quirkCatalogue, platformSsoQuirkNames } from '#mac/quirks/catalogue.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { StageMac } from '../support/stage-mac.ts';
import { type Misbehaviour, stories } from './stories.ts';
import { type Trial, trials } from './table.ts';
import { type World, makeWorld } from './world.ts';

/** Codes that mean to macOS: ask the person again. */
const wrongCredential = new Set<string>([
  'wrong_credential',
  'assertion_signature_invalid',
  'card_not_accepted',
  'user_key_unknown',
]);
const table = platformSsoQuirkNames.flatMap((quirk) => trials[quirk].map((trial) => ({ quirk, trial })));

test('Every quirk of the catalogue is tried with every kind of message that it can change (16.3).', () => {
  for (const quirk of platformSsoQuirkNames) {
    const tried = new Set(trials[quirk].map(({ story }) => stories[story].purpose));
    const untried = quirkCatalogue[quirk].purposes.filter((purpose) => !tried.has(purpose));
    assert.deepEqual(untried, [], `${quirk} has no trial for these`);
  }
});

test('Every quirk that needs a value is given one (16.3).', () => {
  for (const { quirk, trial } of table) {
    if (quirkCatalogue[quirk].needsValue) assert.notEqual(trial.value, undefined, quirk);
  }
});

test('Status 401 stands for a wrong credential and for nothing else (6.3, 12.1).', () => {
  for (const { quirk, trial } of table) {
    if (trial.answer === 'accepted') continue;
    const [status, code] = trial.answer;
    assert.equal(status === 401, wrongCredential.has(code), `${quirk}: ${status} ${code}`);
  }
});

describe('The same story with one quirk', () => {
  let world: World | undefined;
  const closing: (() => Promise<void>)[] = [];
  const present = (): World => {
    assert.ok(world);
    return world;
  };
  before(async () => {
    world = await makeWorld({ after: (close) => closing.push(close) });
  });
  after(async () => {
    for (const close of closing.toReversed()) await close();
  });

  for (const { quirk, trial } of table) {
    test(titleOf(quirk, trial), () => tryOut(present(), quirk, trial));
  }

  test('After all of it the audit chain is intact (design, rule 13).', async () => {
    const verified = await present().stage.api.verifyAudit();
    assert.equal(verified.result, 'intact');
  });
});

function titleOf(quirk: QuirkName, { story, answer, value }: Trial): string {
  const subject = typeof value === 'string' ? `${quirk} (${value})` : quirk;
  return answer === 'accepted'
    ? `${story}: ${subject} is accepted all the same (15, 16.1).`
    : `${story}: ${subject} is refused with ${answer[0]} ${answer[1]} (16.1, 16.3).`;
}

async function tryOut(world: World, quirk: QuirkName, trial: Trial): Promise<void> {
  const { stage } = world;
  const story = stories[trial.story];
  const subject = world.macs[story.mac].reopened();
  await story.before?.(subject);
  await trial.before?.(world, subject);
  const value = typeof trial.value === 'function' ? await trial.value(world, subject) : trial.value;
  const misbehaviour: Misbehaviour = { quirk, value };
  const head = await stage.auditHead();
  const held = holdings(subject);
  const { succeeded, evidence } = await story.play(subject, misbehaviour);
  const changed = evidence.filter(({ quirks, purpose }) => quirks.includes(quirk) && purpose === story.purpose);
  assert.equal(changed.length, 1, 'one message was changed');
  if (trial.answer === 'accepted') {
    assert.equal(succeeded, true);
    return;
  }
  assert.deepEqual(answerOf(changed[0]), [...trial.answer]);
  assert.equal(succeeded, false);
  assert.deepEqual(holdings(subject), held, 'the Mac has gained nothing');
  const [, code] = trial.answer;
  const event = await stage.auditEvent(head, (candidate) => candidate.outcome === 'refused' && candidate.code === code);
  assert.ok(event, 'the audit chain holds the refusal');
}

function answerOf(exchange: Exchange | undefined): readonly unknown[] {
  const { status, body } = exchange?.received ?? {};
  return [status, parseJsonObject(body ?? '')?.['code']];
}

/** What a Mac could gain: tokens, a registration, an unlock key. */
function holdings({ mac, person }: StageMac) {
  const { users, device } = mac.state().platformSso;
  const user = users[person.accountName];
  const { deviceId, registrationCompleted } = device ?? {};
  return { tokens: user?.tokens, unlock: user?.unlock, state: user?.state, deviceId, registrationCompleted };
}
