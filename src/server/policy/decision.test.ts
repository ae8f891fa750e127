import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { factorMethods, policyRule, purposes, requirementLevels } from '#api/policy.ts';
import { decide } from './decision.ts';
import type { Subject } from './fit.ts';
import type { FactorMethod } from './purpose.ts';

const none = { registered: false, managed: false, attested: false };
const ada: Subject = {
  names: new Set(['u1', 'ada', 'ada@example.org']),
  groups: new Set(['staff']),
  purpose: 'application',
  device: none,
};
const rule = (fields: Record<string, unknown>) => policyRule.parse({ name: 'one', require: 'password', ...fields });
const has = (...methods: FactorMethod[]) => new Set<FactorMethod>(methods);
const all = has(...factorMethods);

/** What each level takes from somebody who has everything, best first. */
const levels = [
  ['password', ['mac', 'passkey', 'certificate', 'password', 'temporary-pass']],
  [
    'multi-factor',
    ['mac', 'passkey', 'certificate', 'password number', 'password code', 'temporary-pass', 'password recovery-code'],
  ],
  ['phishing-resistant', ['mac', 'passkey', 'certificate']],
] as const;

for (const [require, expected] of levels) {
  test(`${require} takes these sets, best first: ${expected.join(', ')}`, () => {
    const decision = decide([rule({ require })], ada, all);
    assert.ok(decision.kind === 'combinations');
    assert.deepEqual(
      decision.combinations.map((set) => set.join(' ')),
      expected,
    );
  });
}

test('without rules a second factor is asked of whoever has one, and the password of who has none', () => {
  const second = decide([], ada, has('password', 'code'));
  assert.ok(second.kind === 'combinations');
  assert.deepEqual([second.rule, second.combinations], ['built-in', [['password', 'code']]]);
  const first = decide([], ada, has('password', 'mac', 'recovery-code'));
  assert.ok(first.kind === 'combinations');
  assert.deepEqual(first.combinations, [['mac'], ['password']]);
  assert.deepEqual([first.isBootstrap, first.freshness], [false, undefined]);
});

test('the first rule that fits decides: by person, group, exception, purpose and device', () => {
  const rules = [
    rule({ name: 'purpose', purposes: ['login'] }),
    rule({ name: 'person', who: { users: ['bob'] } }),
    rule({ name: 'group', who: { groups: ['sales'] } }),
    rule({ name: 'exception', who: { except: { groups: ['Staff'] } } }),
    rule({ name: 'device', device: { managed: true } }),
    rule({ name: 'here', who: { users: ['ADA@example.org'], groups: ['sales'] }, device: { managed: false } }),
    rule({ name: 'later', require: 'refuse' }),
  ];
  assert.equal(decide(rules, ada, all).rule, 'here');
  assert.equal(decide(rules, { ...ada, purpose: 'login' }, all).rule, 'purpose');
  assert.equal(decide(rules, { ...ada, names: new Set(['bob']) }, all).rule, 'person');
  assert.equal(decide(rules, { ...ada, groups: new Set(['sales']) }, all).rule, 'group');
  assert.equal(decide(rules, { ...ada, groups: new Set() }, all).rule, 'exception');
  assert.equal(decide(rules, { ...ada, device: { ...none, managed: true } }, all).rule, 'device');
});

test('a rule that refuses, refuses whatever somebody has', () => {
  const decision = decide([rule({ require: 'refuse' })], ada, all);
  assert.ok(decision.kind === 'refused');
  assert.deepEqual([decision.code, decision.next, decision.couldEnrol], ['policy_refuses', 'administrator', []]);
});

test('who has nothing that a rule takes gets in by a temporary pass, once there is one', () => {
  const rules = [rule({ require: 'phishing-resistant' }), rule({ name: 'never' })];
  const decision = decide(rules, ada, has('password', 'temporary-pass'));
  assert.ok(decision.kind === 'combinations');
  assert.deepEqual([decision.combinations, decision.isBootstrap], [[['temporary-pass']], true]);
  assert.deepEqual(decision.couldEnrol, ['mac', 'passkey', 'certificate']);
});

test('who has nothing that a rule takes, and no pass, is told the next step', () => {
  const next = (rules: Parameters<typeof decide>[0], ...methods: FactorMethod[]) => {
    const decision = decide(rules, ada, has(...methods));
    assert.ok(decision.kind === 'refused');
    assert.equal(decision.code, 'policy_factor_missing');
    return decision.next;
  };
  const forApplications = rule({ require: 'multi-factor', purposes: ['application'] });
  assert.equal(next([forApplications], 'password'), 'enrol');
  assert.equal(next([rule({ require: 'multi-factor' })], 'password'), 'temporary-pass');
  assert.equal(next([rule({ require: 'phishing-resistant' })]), 'temporary-pass');
  const strict = { bootstrap: 'refuse', require: 'phishing-resistant' };
  assert.equal(next([rule(strict)], 'password'), 'administrator');
  assert.equal(next([rule({ ...strict, purposes: ['application'] })], 'password'), 'enrol');
  assert.equal(next([rule({ bootstrap: 'refuse', require: [['certificate']] })], 'password'), 'administrator');
});

test('where a rule does not let a pass stand in, one is no help', () => {
  const strict = rule({ bootstrap: 'refuse', require: 'phishing-resistant' });
  assert.equal(decide([strict], ada, has('password', 'temporary-pass')).kind, 'refused');
});

test('sets of a rule’s own are taken in its order, and its freshness is told', () => {
  const own = rule({ require: [['number'], ['password', 'code'], ['passkey', 'password']], freshness: 300 });
  const decision = decide([own], ada, has('passkey', 'password', 'number'));
  assert.ok(decision.kind === 'combinations');
  assert.deepEqual(decision.combinations, [['number'], ['passkey', 'password']]);
  assert.equal(decision.freshness, 300);
  assert.deepEqual(decision.couldEnrol, ['code']);
});

const anyMethods = fc.uniqueArray(fc.constantFrom(...factorMethods));
const anyDevice = fc.record({ registered: fc.boolean(), managed: fc.boolean(), attested: fc.boolean() });
const anySubject: fc.Arbitrary<Subject> = fc.record({
  names: fc.uniqueArray(fc.constantFrom('ada', 'bob')).map((names) => new Set(names)),
  groups: fc.uniqueArray(fc.constantFrom('staff', 'sales')).map((names) => new Set(names)),
  purpose: fc.constantFrom(...purposes),
  device: anyDevice,
});
const people = fc.record(
  { users: fc.subarray(['ada', 'bob']), groups: fc.subarray(['staff', 'sales']) },
  { requiredKeys: [] },
);
const anyRule = fc
  .record(
    {
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      who: fc.oneof(
        fc.constant('everyone'),
        fc.record(
          { users: fc.subarray(['ada', 'bob']), groups: fc.subarray(['staff', 'sales']), except: people },
          { requiredKeys: [] },
        ),
      ),
      purposes: fc.oneof(fc.constant('any'), fc.subarray([...purposes], { minLength: 1 })),
      device: fc.record(
        { registered: fc.boolean(), managed: fc.boolean(), attested: fc.boolean() },
        { requiredKeys: [] },
      ),
      require: fc.oneof(
        fc.constantFrom(...requirementLevels),
        fc.array(fc.subarray([...factorMethods], { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      ),
      freshness: fc.nat(1000),
      bootstrap: fc.constantFrom('temporary-pass', 'refuse'),
    },
    { requiredKeys: ['name', 'require'] },
  )
  .map((fields) => policyRule.parse(fields));
const anyRules = fc.array(anyRule, { maxLength: 6 });

test('a decision always names a rule of the policy or the built-in one, and asks only for what somebody has', () => {
  fc.assert(
    fc.property(anyRules, anySubject, anyMethods, (rules, subject, methods) => {
      const decision = decide(rules, subject, new Set(methods));
      assert.ok([...rules.map(({ name }) => name), 'built-in'].includes(decision.rule));
      assert.notEqual(decision.why, '');
      if (decision.kind === 'refused') return;
      assert.ok(decision.combinations.length > 0);
      for (const method of decision.combinations.flat()) assert.ok(methods.includes(method));
      for (const method of decision.couldEnrol) assert.ok(!methods.includes(method));
    }),
  );
});

test('a rule that is added at the end changes no decision that an earlier one makes', () => {
  fc.assert(
    fc.property(anyRules, anyRule, anySubject, anyMethods, (rules, added, subject, methods) => {
      const before = decide(rules, subject, new Set(methods));
      const after = decide([...rules, { ...added, name: 'added' }], subject, new Set(methods));
      if (before.rule === 'built-in') return;
      assert.equal(after.rule, before.rule);
      assert.equal(after.kind, before.kind);
      if (before.kind === 'combinations') assert.deepEqual(after, before);
    }),
  );
});

test('who has more is never asked for less than a set that the rule takes', () => {
  fc.assert(
    fc.property(anyRules, anySubject, anyMethods, (rules, subject, methods) => {
      const decision = decide(rules, subject, new Set(methods));
      const more = decide(rules, subject, all);
      assert.equal(more.rule, decision.rule);
      if (decision.kind === 'combinations') assert.equal(more.kind, 'combinations');
    }),
  );
});
