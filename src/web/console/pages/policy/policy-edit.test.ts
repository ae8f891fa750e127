import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policyRule } from '#api/policy.ts';
import { type DraftRule, isDraftPolicy, mergeRules, moved, newRule, ruleDifferences } from './policy-edit.ts';

function rule(name: string, change: object = {}): DraftRule {
  return policyRule.parse({ name, require: 'multi-factor', ...change });
}

const [a, b, c] = [rule('A'), rule('B'), rule('C')];
const names = (rules: readonly DraftRule[]) => rules.map(({ name }) => name).join('');

describe('Rules under edit', () => {
  it('are moved by one place, and not beyond the ends', () => {
    assert.equal(names(moved([a, b, c], 1, -1)), 'BAC');
    assert.equal(names(moved([a, b, c], 0, -1)), 'ABC');
    assert.equal(names(moved([a, b, c], 2, 1)), 'ABC');
  });

  it('differ by rule: added, removed, changed, moved', () => {
    const after = [c, rule('A', { require: 'password' }), rule('D')];
    assert.deepEqual(
      ruleDifferences([a, b, c], after).map(({ kind, name }) => [name, kind]),
      [
        ['C', 'moved'],
        ['A', 'changed'],
        ['D', 'added'],
        ['B', 'removed'],
      ],
    );
    assert.deepEqual(ruleDifferences([a, b], [a, b]), []);
  });

  it('of two people are put together, and asked about where both changed one rule', () => {
    const mine = [a, rule('New'), rule('B', { require: 'password' }), c];
    const theirs = [rule('T'), a, rule('B', { require: 'refuse' })];
    const { conflicts, theirs: taken, merged } = mergeRules([a, b, c], mine, theirs);
    assert.deepEqual(
      conflicts.map(({ name, mine: own, theirs: other }) => [name, own?.require, other?.require]),
      [['B', 'password', 'refuse']],
    );
    assert.deepEqual(
      taken.map(({ name, kind }) => [name, kind]),
      [
        ['T', 'added'],
        ['C', 'removed'],
      ],
    );
    assert.equal(names(merged({ B: 'mine' })), 'TANewB');
    assert.equal(merged({ B: 'mine' }).at(-1)?.require, 'password');
    assert.equal(merged({ B: 'theirs' }).at(-1)?.require, 'refuse');
  });

  it('keep my order where I changed it', () => {
    assert.equal(names(mergeRules([a, b], [b, a], [a, b, c]).merged({})), 'BCA');
  });

  it('a rule that I changed and they took out is a question', () => {
    const { conflicts, merged } = mergeRules([a, b], [a, rule('B', { freshness: 60 })], [a]);
    assert.equal(conflicts.length, 1);
    assert.equal(names(merged({ B: 'theirs' })), 'A');
    assert.equal(names(merged({ B: 'mine' })), 'AB');
  });

  it('new ones have a name of their own, and unfinished ones are kept', () => {
    assert.equal(newRule([rule('Rule 2')]).name, 'Rule 3');
    assert.ok(isDraftPolicy({ rules: [{ ...a, name: '' }] }));
    assert.ok(!isDraftPolicy({ rules: [{ ...a, require: 'x' }] }));
    assert.ok(!isDraftPolicy([]));
  });
});
