import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Budget } from './budget.ts';

function budgetOf(size: { burst: number; perSeconds: number }) {
  const hand = { time: 1_800_000_000_000 };
  return { hand, budget: new Budget(size, { now: () => hand.time }) };
}

test('a budget allows its burst at once and then says how long to wait (section 5.10)', () => {
  const { budget } = budgetOf({ burst: 3, perSeconds: 60 });
  for (let count = 0; count < 3; count += 1) assert.deepEqual(budget.take('ada'), { kind: 'allowed' });
  assert.deepEqual(budget.take('ada'), { kind: 'limited', retryAfterSeconds: 20 });
});

test('one attempt comes back each interval, and the whole burst after its time (section 5.10)', () => {
  const { budget, hand } = budgetOf({ burst: 3, perSeconds: 60 });
  for (let count = 0; count < 3; count += 1) budget.charge('ada');
  hand.time += 19_999;
  assert.equal(budget.check('ada').kind, 'limited');
  hand.time += 1;
  assert.equal(budget.take('ada').kind, 'allowed');
  assert.equal(budget.take('ada').kind, 'limited');
  hand.time += 60_000;
  for (let count = 0; count < 3; count += 1) assert.equal(budget.take('ada').kind, 'allowed');
  assert.equal(budget.take('ada').kind, 'limited');
});

test('asking takes nothing, and one key never spends what another has (section 5.10)', () => {
  const { budget } = budgetOf({ burst: 1, perSeconds: 60 });
  for (let count = 0; count < 5; count += 1) assert.equal(budget.check('ada').kind, 'allowed');
  budget.charge('ada');
  assert.equal(budget.check('ada').kind, 'limited');
  assert.equal(budget.check('bob').kind, 'allowed');
});

test('waiting as long as one is told is always enough (section 5.10)', () => {
  const sizes = fc.record({ burst: fc.integer({ min: 1, max: 100 }), perSeconds: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 300 }), (size, charges) => {
      const { budget, hand } = budgetOf(size);
      for (let count = 0; count < charges; count += 1) budget.charge('ada');
      const outcome = budget.check('ada');
      if (outcome.kind === 'limited') hand.time += outcome.retryAfterSeconds * 1000;
      assert.equal(budget.check('ada').kind, 'allowed');
    }),
  );
});
