import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { policyRule } from '#api/policy.ts';
import type { Database } from '#server/store/database.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { noon, openPolicyBench, type PolicyBench, policyOver } from './contract/policy-bench.ts';
import { policyOf } from './contract/sample-policy.ts';
import type { FactorMethod } from './purpose.ts';

onEveryEngine('The sign-in policy', (store) => {
  let bench: PolicyBench;
  before(async () => (bench = await openPolicyBench(store.one())));
  after(() => bench.audit.close());
  beforeEach(async () => {
    await store.one().write((writer) => writer.run('DELETE FROM sign_in_policy'));
    bench.macs.clear();
    bench.methods.clear();
  });
  const save = (policy: ReturnType<typeof policyOf>, basedOn: number) => bench.policy.save({ policy, basedOn }, 'ada');
  const newest = async () => (await bench.audit.list({ limit: 1 }))[0]?.event;
  const decide = (name: string, has: readonly FactorMethod[], groups: readonly string[] = []) =>
    bench.policy.decide({ userId: bench.idOf(name), groups, purpose: 'application', has });

  it('is the built-in rule until one is saved', async () => {
    assert.equal(await bench.policy.current(), undefined);
    const decision = await decide('ada', ['password', 'code']);
    assert.ok(decision.kind === 'combinations');
    assert.deepEqual([decision.rule, decision.combinations], ['built-in', [['password', 'code']]]);
  });

  it('is saved in versions, read back whole, each with an audit event', async () => {
    const policy = policyOf(
      { who: { groups: ['staff'], except: { users: ['ada'] } }, freshness: 60 },
      { purposes: ['login'] },
    );
    assert.equal((await save(policy, 0)).kind, 'saved');
    assert.deepEqual(await newest(), {
      type: 'policy.saved',
      outcome: 'changed',
      actor: 'ada',
      detail: { version: 1, rules: 2 },
    });
    assert.equal((await save(policyOf(), 1)).kind, 'saved');
    assert.deepEqual(await bench.policy.current(), { version: 2, policy: policyOf(), savedAt: noon, savedBy: 'ada' });
    const versions = await bench.policy.versions();
    assert.deepEqual(
      versions.map((one) => [one.version, one.policy.rules.length]),
      [
        [2, 0],
        [1, 2],
      ],
    );
    assert.deepEqual(versions[1]?.policy, policy);
  });

  it('is not saved with errors (policy_has_errors); warnings are told', async () => {
    const refused = await save(policyOf({ who: { users: ['nobody'] } }), 0);
    assert.ok(refused.kind === 'errors');
    assert.deepEqual(
      refused.findings.map(({ code }) => code),
      ['user_unknown'],
    );
    await bench.audit.close();
    const event = await newest();
    assert.deepEqual([event?.type, event?.code], ['policy.save.refused', 'policy_has_errors']);
    assert.equal(await bench.policy.current(), undefined);
    const warned = await save(policyOf({}, {}), 0);
    assert.ok(warned.kind === 'saved');
    assert.deepEqual(
      warned.findings.map(({ code }) => code),
      ['rule_never_fits'],
    );
  });

  it('is not saved over a version that was not looked at (policy_outdated), nor by two at once', async () => {
    assert.equal((await save(policyOf(), 0)).kind, 'saved');
    const late = await save(policyOf({}), 0);
    assert.ok(late.kind === 'outdated');
    assert.deepEqual([late.current?.version, late.current?.savedBy], [1, 'ada']);
    const outcomes = await Promise.all(
      store.pair().map((node) => nodeOver(node).save({ policy: policyOf(), basedOn: 1 }, 'ada')),
    );
    assert.deepEqual(
      outcomes.map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b)),
      ['outdated', 'saved'],
    );
  });

  it('finds people by principal name, account name and id, and no one by a mail address', async () => {
    for (const name of ['ada', 'ADA@example.org', bench.idOf('ada')]) {
      const policy = policyOf({ who: { users: [name] }, require: 'refuse', purposes: ['application'] });
      const outcome = await save(policy, (await bench.policy.current())?.version ?? 0);
      assert.equal(outcome.kind, 'saved', name);
      assert.equal((await decide('ada', ['password'])).kind, 'refused', name);
      assert.equal((await decide('bob', ['password'])).kind, 'combinations', name);
    }
    const [finding] = await bench.policy.lint(policyOf({ who: { groups: ['Staff', 'nobodies'] } }));
    assert.deepEqual([finding?.code, finding?.about], ['group_unknown', 'nobodies']);
  });

  it('decides by the groups that it is told, in any case of letters', async () => {
    await save(policyOf({ who: { groups: ['STAFF'] }, require: 'refuse', purposes: ['application'] }), 0);
    assert.equal((await decide('ada', ['password'], ['staff'])).kind, 'refused');
    assert.equal((await decide('ada', ['password'])).kind, 'combinations');
  });

  it('lets nobody in by a policy that it cannot read', async () => {
    await store
      .one()
      .write((writer) =>
        writer.run("INSERT INTO sign_in_policy (version, body, saved_by, saved_at) VALUES (1, '{}', 'x', 0)"),
      );
    await assert.rejects(decide('ada', ['password']), { code: 'policy_unreadable' });
  });

  it('says what somebody would be asked, by which rule, and why no other decides', async () => {
    bench.methods.set('ada', ['password', 'number']);
    bench.macs.set('C02TEST00001', { registered: true, managed: true, attested: false });
    await save(
      policyOf(
        { purposes: ['login'] },
        { who: { groups: ['contractors'] } },
        { who: { groups: ['staff'], except: { users: ['ada'] } } },
        { device: { managed: true, attested: true } },
        { device: { registered: true }, freshness: 3600 },
        { require: 'refuse', purposes: ['application'] },
      ),
      0,
    );
    const question = { user: 'ada', purpose: 'application', serialNumber: 'C02TEST00001', draft: undefined } as const;
    const answer = await bench.policy.whatIf(question);
    assert.ok(answer.kind === 'answered' && answer.decision.kind === 'combinations');
    assert.deepEqual(
      [answer.groups, answer.has, answer.decision.rule, answer.decision.combinations, answer.decision.freshness],
      [['staff'], ['password', 'number'], 'rule 5', [['password', 'number']], 3600],
    );
    assert.deepEqual(
      answer.rules.map(({ name, verdict, sentence }) => [name, verdict, sentence]),
      [
        ['rule 1', 'purpose', 'It is for login only.'],
        ['rule 2', 'who', 'It names neither the user nor a group that the user is in.'],
        ['rule 3', 'except', 'It excepts the user, or a group that the user is in.'],
        ['rule 4', 'device', 'The Mac is not attested.'],
        ['rule 5', 'decides', 'It asks for two factors.'],
        ['rule 6', 'late', 'The rule “rule 5” stands before it.'],
        ['built-in', 'late', 'The rule “rule 5” stands before it.'],
      ],
    );
    const elsewhere = await bench.policy.whatIf({ ...question, serialNumber: undefined });
    assert.ok(elsewhere.kind === 'answered');
    assert.deepEqual([elsewhere.decision.kind, elsewhere.decision.rule], ['refused', 'rule 6']);
    const draft = { rules: [policyRule.parse({ name: 'draft', require: 'password' })] };
    const drafted = await bench.policy.whatIf({ ...question, draft });
    assert.ok(drafted.kind === 'answered');
    assert.equal(drafted.decision.rule, 'draft');
    const device = { registered: false, managed: true, attested: true };
    const imagined = await bench.policy.whatIf({ ...question, device, has: ['passkey'] });
    assert.ok(imagined.kind === 'answered' && imagined.decision.kind === 'combinations');
    assert.deepEqual([imagined.device, imagined.has], [device, ['passkey']]);
    assert.deepEqual([imagined.decision.rule, imagined.decision.combinations], ['rule 4', [['passkey']]]);
    assert.deepEqual(await bench.policy.whatIf({ ...question, user: 'nobody' }), { kind: 'user-not-found' });
  });
});

/** Another node, whose audit and directory nobody asks. */
function nodeOver(database: Database) {
  const nobody = async () => undefined;
  const never = () => assert.fail();
  const audit = { list: never, search: never, count: never, verify: never, waiting: () => 0, close: async () => {} };
  const people = { findUser: nobody, userById: nobody, groupsOf: async () => [], group: nobody };
  return policyOver({ database, audit: { ...audit, record: () => {} }, clock: { now: () => noon }, people });
}
