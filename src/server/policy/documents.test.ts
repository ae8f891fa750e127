import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { factorMethods, purposes, type SignInPolicy, signInPolicy } from '#api/policy.ts';
import { type Decision, decide } from './decision.ts';
import { findingCodes } from './lint/finding-codes.ts';
import { lintPolicy } from './lint/linter.ts';
import type { FactorMethod } from './purpose.ts';
import { combinationsOf } from './requirement.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
const known = {
  users: new Map([['ada@example.org', { names: new Set(['ada@example.org']), groups: new Set<string>() }]]),
};
const facts = { ...known, groups: new Set(['staff', 'contractors']), takesCertificates: true };

/** Sections of the page with an example: its title, its policy, and the cells of its table. */
const examples = page
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [title = ''] = section.split('\n');
    const policy = signInPolicy.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? ''));
    return { title, policy, rows: rowsOf(section.split(/^## /m)[0] ?? '') };
  });

function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function listed<Word extends string>(cell: string, words: readonly Word[]): Word[] {
  const names = cell === '-' || cell === 'none' ? [] : cell.split(', ');
  return names.map((name) => words.find((word) => word === name) ?? assert.fail(name));
}

function answerOf(
  { rules }: SignInPolicy,
  [groups = '', purpose = '', mac = '', has = '']: readonly string[],
): Decision {
  const states = listed(mac, ['registered', 'managed', 'attested'] as const);
  const device = { registered: false, managed: false, attested: false };
  for (const state of states) device[state] = true;
  const subject = {
    names: new Set(['bob']),
    groups: new Set(listed(groups, ['staff', 'contractors'] as const)),
    purpose: listed(purpose, purposes)[0] ?? assert.fail('there is a purpose'),
    device,
  };
  return decide(rules, subject, new Set(listed(has, factorMethods)));
}

function wordsOf(decision: Decision): string {
  if (decision.kind === 'refused') return `refused: ${decision.code}, ${decision.next}`;
  return decision.combinations.map((set) => set.join(' with ')).join(', or ');
}

test('the page about the policy has examples', () => assert.ok(examples.length >= 3));

for (const { title, policy, rows } of examples) {
  test(`the example "${title}" has no findings, and asks what its table says`, () => {
    assert.deepEqual(lintPolicy(policy, facts), []);
    assert.ok(rows.length > 1);
    for (const row of rows) assert.equal(wordsOf(answerOf(policy, row)), row[4], row.join(' | '));
  });
}

test('the page lists the methods of each level as they are taken', () => {
  const everything = new Set<FactorMethod>(factorMethods);
  for (const level of ['password', 'multi-factor', 'phishing-resistant'] as const) {
    const sets = combinationsOf(level, everything).map((set) => set.join(' with '));
    assert.ok(page.includes(`| \`${level}\` | ${sets.join('; ')} |`), level);
  }
});

test('the page names every purpose, every method and every finding', () => {
  for (const word of [...purposes, ...factorMethods, ...Object.keys(findingCodes)]) {
    assert.ok(page.includes(`\`${word}\``), word);
  }
});
