import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../contract/sample-policy.ts';
import type { Person } from '../people.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';
import type { LintFacts } from './lint-rule.ts';
import { hasErrors, lintPolicy } from './linter.ts';

const ada: Person = { names: new Set(['u1', 'ada', 'ada@example.org']), groups: new Set(['staff']) };
const facts: LintFacts = {
  users: new Map([...ada.names].map((name) => [name, ada])),
  groups: new Set(['staff', 'contractors']),
  takesCertificates: true,
};

const registeredOnly = { device: { registered: true } };
const refuse = { require: 'refuse' };

interface Example {
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  readonly facts?: Partial<LintFacts>;
  readonly rule: string;
  readonly about?: string;
}

/** For each code a policy that has it, and no other of its gravity; the same policy after the way out has it no more. */
const broken: Readonly<Record<FindingCode, Example>> = {
  rule_name_taken: { rules: [{ name: 'one', purposes: ['login'] }, { name: 'One' }], rule: 'One' },
  rule_name_reserved: { rules: [{ name: 'Built-in' }], rule: 'Built-in' },
  user_unknown: { rules: [{ who: { except: { users: ['nobody'] } } }], rule: 'rule 1', about: 'nobody' },
  group_unknown: { rules: [{ who: { groups: ['Nobodies'] } }], rule: 'rule 1', about: 'Nobodies' },
  registration_needs_registered_mac: {
    rules: [
      { ...registeredOnly, purposes: ['mac-registration', 'application'] },
      { purposes: ['mac-registration'], ...refuse },
    ],
    rule: 'rule 2',
    about: 'mac-registration',
  },
  registration_behind_itself: {
    rules: [{ purposes: ['setup-assistant', 'mac-registration'], require: [['mac']], bootstrap: 'refuse' }],
    rule: 'rule 1',
    about: 'mac-registration',
  },
  enrolment_behind_itself: {
    rules: [{ purposes: ['account'], require: [['passkey'], ['password', 'number']], bootstrap: 'refuse' }],
    rule: 'rule 1',
    about: 'account',
  },
  rule_cannot_be_met: {
    rules: [{ purposes: ['account-creation'], require: [['certificate']], bootstrap: 'refuse' }],
    facts: { takesCertificates: false },
    rule: 'rule 1',
    about: 'account-creation',
  },
  account_closed: { rules: [{ purposes: ['account'], ...refuse }], rule: 'rule 1' },
  rule_never_fits: { rules: [{ purposes: ['login', 'unlock'] }, { purposes: ['unlock'] }], rule: 'rule 2' },
  rule_for_nobody: { rules: [{ who: { users: ['ada'], except: { users: ['ADA'] } } }], rule: 'rule 1' },
  device_condition_before_registration: {
    rules: [{ ...registeredOnly, purposes: ['mac-registration'] }],
    rule: 'rule 1',
    about: 'mac-registration',
  },
  nobody_may_register: { rules: [{ purposes: ['mac-registration'], ...refuse }], rule: 'rule 1' },
  combination_single_factor: { rules: [{ require: [['code'], ['temporary-pass']] }], rule: 'rule 1', about: 'code' },
  combination_redundant: {
    rules: [{ require: [['password', 'code'], ['password']] }],
    rule: 'rule 1',
    about: 'password with code',
  },
  certificate_sign_in_off: {
    rules: [{ require: [['certificate'], ['password', 'code']] }],
    facts: { takesCertificates: false },
    rule: 'rule 1',
    about: 'certificate',
  },
};

for (const [code, { rules, facts: changed, rule, about }] of Object.entries(broken)) {
  const { severity } = findingCodes[code as FindingCode];
  test(`a policy is found to have the ${severity} ${code}, with its rule and the way out`, () => {
    const findings = lintPolicy(policyOf(...rules), { ...facts, ...changed });
    const found = findings.find((finding) => finding.code === code && finding.about === (about ?? null));
    assert.ok(found, JSON.stringify(findings));
    assert.equal(found.rule, rule);
    assert.match(found.wayOut, /\.$/);
    assert.equal(hasErrors(findings), severity === 'error');
  });
}

/** Policies that nothing is wrong with. */
const sound: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'no rules': [],
  'two factors for everyone, everywhere': [{}],
  'what cannot be phished for everyone, everywhere: a pass stands in': [{ require: 'phishing-resistant' }],
  'contractors may not register Macs, by intention': [
    { who: { groups: ['contractors'] }, purposes: ['mac-registration', 'setup-assistant'], ...refuse },
  ],
  'applications from managed Macs only': [
    { purposes: ['application'], device: { managed: true } },
    { purposes: ['application'], ...refuse },
  ],
  'one user more strictly than the others': [{ who: { users: ['ada'] }, require: 'phishing-resistant' }, {}],
  'the proof of the Mac for applications': [{ purposes: ['application'], require: [['mac']], bootstrap: 'refuse' }],
  'staff but for one, then everyone': [
    { who: { groups: ['staff'], except: { users: ['ada'] } } },
    { require: 'password' },
  ],
};

for (const [title, rules] of Object.entries(sound)) {
  test(`nothing is found in a policy that says: ${title}`, () => {
    assert.deepEqual(lintPolicy(policyOf(...rules), facts), []);
  });
}

test('a circle over two purposes is found: factors are added on a registered Mac, which two factors register', () => {
  const findings = lintPolicy(
    policyOf(
      { purposes: ['account'], ...registeredOnly, require: 'password' },
      { purposes: ['account'], ...refuse },
      { purposes: ['mac-registration'], require: [['password', 'number'], ['passkey']], bootstrap: 'refuse' },
    ),
    facts,
  );
  assert.deepEqual(
    findings.map(({ code, rule, about }) => [code, rule, about]),
    [['enrolment_behind_itself', 'rule 3', 'mac-registration']],
  );
});

test('for each purpose by which a Mac comes in, registered and managed Macs alone are a circle', () => {
  for (const purpose of ['mac-registration', 'setup-assistant', 'account-creation']) {
    for (const word of ['registered', 'managed']) {
      const findings = lintPolicy(
        policyOf({ device: { [word]: true }, purposes: ['login', purpose] }, { purposes: [purpose], ...refuse }),
        facts,
      );
      const errors = findings.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ code, about }) => [code, about]),
        [['registration_needs_registered_mac', purpose]],
      );
    }
  }
});

test('a circle that only one group, or one user, walks in is found', () => {
  const strict = { purposes: ['account'], require: [['passkey']], bootstrap: 'refuse' };
  for (const who of [{ groups: ['contractors'] }, { users: ['ada'] }]) {
    const [finding] = lintPolicy(policyOf({ who, ...strict }), facts);
    assert.equal(finding?.code, 'enrolment_behind_itself');
  }
});

test('a rule is covered by earlier ones that together decide every state of a Mac', () => {
  const covered = lintPolicy(policyOf({ device: { managed: true } }, { device: { managed: false } }, {}), facts);
  assert.deepEqual(
    covered.map(({ code, rule }) => [code, rule]),
    [['rule_never_fits', 'rule 3']],
  );
  const open = lintPolicy(
    policyOf({ who: { groups: ['staff'] } }, { who: { groups: ['staff', 'contractors'] } }),
    facts,
  );
  assert.deepEqual(open, []);
});
