import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hash } from '@node-rs/argon2';
import { cheapCost, day, make, onBothEngines, someone } from '../contract/directories.ts';

const value = 'five quiet mornings';

onBothEngines('passwords', (bench) => {
  it('are accepted by every name of the person, and nothing else is', async () => {
    const { directory } = bench();
    const facts = someone({ email: 'pw@mail.example', password: { value } });
    const id = await make(directory, facts);
    for (const name of [facts.accountName, facts.userPrincipalName.toUpperCase(), 'pw@mail.example']) {
      const outcome = await directory.checkPassword(name, value);
      assert.equal(outcome.kind === 'accepted' && outcome.user.id, id);
    }
    for (const wrong of ['', `${value} `, value.toUpperCase(), 'x'.repeat(2000), '\0']) {
      const outcome = await directory.checkPassword(facts.accountName, wrong);
      assert.equal(outcome.kind === 'refused' && outcome.reason, 'wrong-password', wrong);
    }
  });

  it('are refused to unknown and disabled people and to those without one, with the reason for the audit', async () => {
    const { directory } = bench();
    const [without, disabled] = [someone(), someone({ password: { value } })];
    await make(directory, without);
    const id = await make(directory, disabled);
    await directory.disableUser(id, 'test');
    const reason = async (name: string) => {
      const outcome = await directory.checkPassword(name, value);
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    assert.equal(await reason('nobody@nowhere.example'), 'unknown-user');
    assert.equal(await reason(without.accountName), 'no-password');
    assert.equal(await reason(disabled.accountName), 'disabled');
    await directory.deleteUser(id, 'test');
    assert.equal(await reason(disabled.accountName), 'unknown-user');
  });

  it('are the same however accents and spaces are typed (RFC 8265 section 4.2)', async () => {
    const { directory } = bench();
    const facts = someone({ password: { value: 'café au lait noir' } });
    await make(directory, facts);
    const typed = 'cafe\u0301 au\u00a0lait noir';
    assert.equal((await directory.checkPassword(facts.accountName, typed)).kind, 'accepted');
  });

  it('that must be changed are told apart, and are good for the change only until it is made', async () => {
    const { directory } = bench();
    const facts = someone({ password: { value } });
    const id = await make(directory, facts);
    assert.deepStrictEqual(await directory.requirePasswordChange(id, 'test'), { kind: 'done' });
    assert.deepStrictEqual(await directory.requirePasswordChange(id, 'test'), { kind: 'already' });
    assert.equal((await directory.checkPassword(facts.accountName, value)).kind, 'must-change');
    const next = 'seven loud evenings';
    const same = await directory.changePassword(facts.accountName, value, value);
    assert.deepStrictEqual(same.kind === 'password-refused' && same.problems, ['unchanged']);
    const wrong = await directory.changePassword(facts.accountName, next, value);
    assert.equal(wrong.kind === 'refused' && wrong.reason, 'wrong-password');
    assert.equal((await directory.changePassword(facts.accountName, value, next)).kind, 'changed');
    assert.equal((await directory.checkPassword(facts.accountName, next)).kind, 'accepted');
    assert.equal((await directory.checkPassword(facts.accountName, value)).kind, 'refused');
    const [event] = await bench().events(1);
    assert.deepStrictEqual(event, { type: 'directory.password.changed', outcome: 'changed', actor: id, userId: id });
  });

  it('of a temporary kind must be changed and are none any more after three days', async () => {
    const { directory } = bench();
    const facts = someone();
    const id = await make(directory, facts);
    const set = await directory.setPassword(id, { value, temporary: true }, 'admin-1');
    assert.deepStrictEqual(set, { kind: 'done' });
    assert.equal((await directory.checkPassword(facts.accountName, value)).kind, 'must-change');
    bench().time += 3 * day;
    const late = await directory.checkPassword(facts.accountName, value);
    assert.equal(late.kind === 'refused' && late.reason, 'no-password');
    const change = await directory.changePassword(facts.accountName, value, 'seven loud evenings');
    assert.equal(change.kind, 'refused');
    assert.equal((await bench().events(1))[0]?.type, 'directory.password.set');
  });

  it('are changed by one of two who change them at once', async () => {
    const facts = someone({ password: { value } });
    await make(bench().directory, facts);
    const tries = [1, 2].map((number) =>
      bench().another().changePassword(facts.accountName, value, `another morning ${number}`),
    );
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind).sort();
    assert.deepStrictEqual(kinds, ['changed', 'refused']);
  });

  it('are hashed again at the next use when the cost has grown, and not before', async () => {
    const { directory, database } = bench();
    const facts = someone({ password: { value } });
    const id = await make(directory, facts);
    const stored = async () =>
      (await database.get<{ hash: string }>('SELECT password_hash AS hash FROM directory_user WHERE id = ?', id))?.hash;
    const first = await stored();
    assert.match(first ?? '', /^\$argon2id\$v=19\$m=32,t=1,p=1\$/);
    await directory.checkPassword(facts.accountName, value);
    assert.equal(await stored(), first);
    const costlier = bench().another({ hashCost: { ...cheapCost, memory: 64, passes: 2 } });
    await costlier.checkPassword(facts.accountName, 'wrong');
    assert.equal(await stored(), first);
    assert.equal((await costlier.checkPassword(facts.accountName, value)).kind, 'accepted');
    assert.match((await stored()) ?? '', /^\$argon2id\$v=19\$m=64,t=2,p=1\$/);
    assert.equal((await directory.checkPassword(facts.accountName, value)).kind, 'accepted');
  });

  it('are not checked when too many wait: the error is busy, for known and unknown people alike', async () => {
    const facts = someone({ password: { value } });
    await make(bench().directory, facts);
    const full = bench().another({ hashBounds: { atOnce: 0, waiting: 0 } });
    for (const name of [facts.accountName, 'nobody@nowhere.example']) {
      await assert.rejects(full.checkPassword(name, value), { name: 'DirectoryError', code: 'busy' });
      await assert.rejects(full.changePassword(name, value, 'seven loud evenings'), { code: 'busy' });
    }
    await assert.rejects(full.createUser(someone({ password: { value } }), 'test'), { code: 'busy' });
    assert.deepStrictEqual(full.hashingLoad(), { running: 0, waiting: 0 });
  });

  it('are not set for whom there is not, nor against the policy', async () => {
    const { directory } = bench();
    assert.deepStrictEqual(await directory.setPassword('nobody@x.org', { value }, 'test'), { kind: 'not-found' });
    assert.deepStrictEqual(await directory.requirePasswordChange('nobody@x.org', 'test'), { kind: 'not-found' });
    const id = await make(directory, { accountName: 'lovelace', fullName: 'Ada Byron' });
    const refusals: readonly (readonly [string, readonly string[]])[] = [
      ['short', ['too-short']],
      ['elevenchars', ['too-short']],
      ['y'.repeat(100) + 'kitchen sink'.repeat(20), ['too-long']],
      ['my Lovelace morning', ['contains-name']],
      ['quietByronmornings', ['contains-name']],
      ['Password2026!', ['well-known']],
      ['P@ssw0rdP@ssw0rd', ['well-known']],
      ['correct horse battery staple', ['well-known']],
      ['zzzzzzzzzzzz', ['well-known']],
      ['123456789012', ['well-known']],
      ['lkjhgfdsapoiuytrewq', ['well-known']],
    ];
    for (const [password, problems] of refusals) {
      const outcome = await directory.setPassword(id, { value: password }, 'test');
      assert.deepStrictEqual(outcome, { kind: 'password-refused', problems, minimumLength: 12 }, password);
    }
  });

  it('hashed by another program at the usual cost are accepted (RFC 9106)', async () => {
    const { directory, database } = bench();
    const facts = someone();
    const id = await make(directory, facts);
    const phc = await hash(value, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await database.write((writer) => writer.run('UPDATE directory_user SET password_hash = ? WHERE id = ?', phc, id));
    assert.equal((await directory.checkPassword(facts.accountName, value)).kind, 'accepted');
  });
});
