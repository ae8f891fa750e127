import assert from 'node:assert/strict';
import { it } from 'node:test';
import { day, make, noon, onBothEngines, someone } from '../contract/directories.ts';
import type { UserQuery, UserRecord } from '../directory-administration.ts';
import type { DirectoryFeature } from '../feature.ts';

onBothEngines('people', (bench) => {
  it('are made with what was given, active, without a password, and with an audit event', async () => {
    const facts = { accountName: 'ada', fullName: 'Ada Lovelace', userPrincipalName: 'Ada@Example.org' };
    const outcome = await bench().directory.createUser({ ...facts, email: 'lovelace@example.org' }, 'admin-1');
    assert.ok(outcome.kind === 'created');
    const { id, ...user } = outcome.user;
    assert.match(id, /^[0-9A-F-]{36}$/);
    assert.deepStrictEqual(user, {
      ...facts,
      email: 'lovelace@example.org',
      state: 'active',
      mustChangePassword: false,
      administrator: false,
      auditor: false,
      createdAt: noon,
      updatedAt: noon,
      passwordSetAt: undefined,
      passwordExpiresAt: undefined,
    });
    assert.deepStrictEqual(await bench().events(1), [
      {
        type: 'directory.user.created',
        outcome: 'changed',
        actor: 'admin-1',
        userId: id,
        detail: { userPrincipalName: 'Ada@Example.org', accountName: 'ada', administrator: false },
      },
    ]);
  });

  it('are found by every one of their names without regard to case, width or how an accent is written', async () => {
    const id = await make(bench().directory, {
      accountName: 'zoe',
      userPrincipalName: 'Zoë@Example.org',
      email: 'zoe.k@mail.example',
    });
    for (const name of ['ZOE', 'zoë@example.org', 'ZOE\u0308@EXAMPLE.ORG', 'Zoe.K@Mail.Example', 'ｚｏｅ']) {
      assert.equal((await bench().directory.findUser(name))?.id, id, name);
    }
    assert.equal((await bench().directory.userById(id))?.id, id);
    assert.equal((await bench().directory.user(id))?.user.id, id);
    for (const name of ['zo', 'zoe@example.org', '', '\0', id.toLowerCase()]) {
      assert.equal(await bench().directory.findUser(name), undefined, name);
    }
  });

  const refusals = [
    ['an account name with a capital', { accountName: 'Ada' }, 'accountName', 'malformed'],
    ['an account name that starts with a digit', { accountName: '1ada' }, 'accountName', 'malformed'],
    ['an account name with a space', { accountName: 'ada b' }, 'accountName', 'malformed'],
    ['an account name of 32 characters', { accountName: 'a'.repeat(32) }, 'accountName', 'too-long'],
    ['no account name', { accountName: '' }, 'accountName', 'missing'],
    ['the account name root', { accountName: 'root' }, 'accountName', 'reserved'],
    ['the account name daemon', { accountName: 'daemon' }, 'accountName', 'reserved'],
    ['the account name admin', { accountName: 'admin' }, 'accountName', 'reserved'],
    ['a system account with an underscore', { accountName: '_www' }, 'accountName', 'malformed'],
    ['a principal name without @', { userPrincipalName: 'ada' }, 'userPrincipalName', 'malformed'],
    ['a principal name with two @', { userPrincipalName: 'a@b@c' }, 'userPrincipalName', 'malformed'],
    ['a principal name with a line break', { userPrincipalName: 'a\n@b.c' }, 'userPrincipalName', 'malformed'],
    ['an e-mail address without a host', { email: 'ada@' }, 'email', 'malformed'],
    ['an e-mail address of 300 characters', { email: `a@${'b'.repeat(298)}` }, 'email', 'too-long'],
    ['a full name that turns text around', { fullName: 'Ada \u202e nimdA' }, 'fullName', 'malformed'],
    ['a full name of spaces', { fullName: '  ' }, 'fullName', 'missing'],
    ['a full name with a NUL', { fullName: 'A\0da' }, 'fullName', 'malformed'],
  ] as const;
  for (const [what, facts, field, code] of refusals) {
    it(`are refused with ${what}`, async () => {
      const outcome = await bench().directory.createUser(someone(facts), 'test');
      assert.deepStrictEqual(outcome, { kind: 'invalid', problems: [{ field, code }] });
    });
  }

  it('have account names of 31 characters with every sign that macOS short names allow', async () => {
    const accountName = `a1_.-${'b'.repeat(26)}`;
    const id = await make(bench().directory, { accountName });
    assert.equal((await bench().directory.findUser(accountName))?.id, id);
  });

  it('share no name, whichever kind of name it is', async () => {
    const { directory } = bench();
    await make(directory, { accountName: 'grace', userPrincipalName: 'grace@x.org', email: 'hopper@x.org' });
    const before = (await bench().events(1))[0];
    const attempts = [
      [{ accountName: 'grace' }, 'accountName'],
      [{ userPrincipalName: 'GRACE@x.org' }, 'userPrincipalName'],
      [{ userPrincipalName: 'Hopper@x.org' }, 'userPrincipalName'],
      [{ email: 'grace@X.org' }, 'email'],
      [{ email: 'hopper@x.org' }, 'email'],
    ] as const;
    for (const [facts, field] of attempts) {
      assert.deepStrictEqual(await directory.createUser(someone(facts), 'test'), { kind: 'taken', field });
    }
    assert.deepStrictEqual((await bench().events(1))[0], before);
  });

  it('may use their principal name as their e-mail', async () => {
    const id = await make(bench().directory, { userPrincipalName: 'both@x.org', email: 'Both@x.org' });
    assert.equal((await bench().directory.findUser('both@x.org'))?.id, id);
  });

  it('of one name are made once when many nodes try at the same moment', async () => {
    const nodes = Array.from({ length: 8 }, () => bench().another());
    const tries = nodes.map((node, index) =>
      node.createUser(someone({ userPrincipalName: 'race@x.org', accountName: `race${index}` }), 'test'),
    );
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind).sort();
    assert.deepStrictEqual(kinds, ['created', ...Array<string>(7).fill('taken')]);
  });

  it('change in what is given and keep the rest', async () => {
    const { directory } = bench();
    const id = await make(directory, { email: 'old@x.org', userPrincipalName: 'changing@x.org' });
    bench().time += 1000;
    const changes = { email: 'new@x.org', fullName: 'New Name', administrator: true };
    const outcome = await directory.updateUser('changing@x.org', changes, 'admin-1');
    assert.ok(outcome.kind === 'updated');
    assert.equal(outcome.user.email, 'new@x.org');
    assert.equal(outcome.user.administrator, true);
    assert.equal(outcome.user.userPrincipalName, 'changing@x.org');
    assert.equal(outcome.user.updatedAt, bench().time);
    assert.equal(await directory.findUser('old@x.org'), undefined);
    assert.equal((await directory.findUser('new@x.org'))?.id, id);
    assert.equal((await bench().events(1))[0]?.type, 'directory.user.updated');
  });

  it('lose their e-mail when it is set to null, and the name is free then', async () => {
    const { directory } = bench();
    const id = await make(directory, { email: 'free@x.org' });
    const outcome = await directory.updateUser(id, { email: null }, 'test');
    assert.ok(outcome.kind === 'updated' && outcome.user.email === undefined);
    await make(directory, { email: 'free@x.org' });
  });

  it('cannot change to a name that is taken, broken or reserved, nor when they are not there', async () => {
    const { directory } = bench();
    const id = await make(directory);
    await make(directory, { accountName: 'occupied' });
    assert.deepStrictEqual(await directory.updateUser(id, { accountName: 'occupied' }, 'test'), {
      kind: 'taken',
      field: 'accountName',
    });
    assert.deepStrictEqual(await directory.updateUser(id, { accountName: 'root' }, 'test'), {
      kind: 'invalid',
      problems: [{ field: 'accountName', code: 'reserved' }],
    });
    assert.deepStrictEqual(await directory.updateUser('nobody@x.org', { fullName: 'X' }, 'test'), {
      kind: 'not-found',
    });
  });

  it('are disabled and enabled once each, with an audit event each', async () => {
    const { directory } = bench();
    const id = await make(directory);
    assert.deepStrictEqual(await directory.enableUser(id, 'test'), { kind: 'already' });
    assert.deepStrictEqual(await directory.disableUser(id, 'test'), { kind: 'done' });
    assert.equal((await directory.userById(id))?.state, 'disabled');
    assert.deepStrictEqual(await directory.disableUser(id, 'test'), { kind: 'already' });
    assert.deepStrictEqual(await directory.enableUser(id, 'test'), { kind: 'done' });
    assert.equal((await directory.userById(id))?.state, 'active');
    const types = (await bench().events(2)).map(({ type }) => type);
    assert.deepStrictEqual(types, ['directory.user.enabled', 'directory.user.disabled']);
    assert.deepStrictEqual(await directory.disableUser('nobody@x.org', 'test'), { kind: 'not-found' });
  });

  it('are gone after deletion, their names free and their id never given again', async () => {
    const { directory, database } = bench();
    const facts = someone({ email: 'leaving@x.org' });
    const id = await make(directory, facts);
    await directory.createGroup('Leavers', 'test');
    await directory.addMember('leavers', id, 'test');
    assert.deepStrictEqual(await directory.deleteUser(id, 'test'), { kind: 'done' });
    assert.deepStrictEqual(await directory.deleteUser(id, 'test'), { kind: 'not-found' });
    assert.equal(await directory.userById(id), undefined);
    assert.equal(await directory.findUser('leaving@x.org'), undefined);
    assert.equal((await directory.group('leavers'))?.members, 0);
    const again = await make(directory, facts);
    assert.notEqual(again, id);
    const kept = await database.get('SELECT state, full_name, email FROM directory_user WHERE id = ?', id);
    assert.deepStrictEqual(kept, { state: 'deleted', full_name: '', email: null });
    assert.equal((await directory.updateUser(id, { fullName: 'Back' }, 'test')).kind, 'not-found');
    assert.equal((await directory.enableUser(id, 'test')).kind, 'not-found');
  });

  it('are listed in the order of their principal names, each once, whatever the size of the page', async () => {
    const { directory } = bench();
    const names = Array.from({ length: 7 }, (_, index) => `list${6 - index}@pages.example`);
    for (const userPrincipalName of names) await make(directory, { userPrincipalName });
    const everyone = await pages(directory, 3);
    const listed = everyone.filter((name) => name.endsWith('@pages.example'));
    assert.deepStrictEqual(listed, names.toSorted());
    assert.deepStrictEqual(await pages(directory, 500), everyone);
    assert.equal(new Set(everyone).size, everyone.length);
  });

  it('are found by the beginning of any name or word of the full name, each once', async () => {
    const { directory } = bench();
    const facts = { accountName: 'krs', fullName: 'Quentin Quark Quasar', userPrincipalName: 'quince@q.example' };
    await make(directory, { ...facts, email: 'quiet@q.example' });
    await make(directory, { fullName: 'Other Quasimodo', userPrincipalName: 'other@q.example' });
    assert.deepStrictEqual(await pages(directory, 1, 'QUA'), ['quince@q.example', 'other@q.example']);
    assert.deepStrictEqual(await pages(directory, 1, 'qu'), ['quince@q.example', 'other@q.example']);
    for (const search of ['kr', 'quie', 'quince@', 'quasar', 'quark quasar', 'Quentin quark']) {
      assert.deepStrictEqual(await pages(directory, 10, search), ['quince@q.example'], search);
    }
    for (const search of ['uasar', 'quz', '%', '_', '\0']) {
      assert.deepStrictEqual(await pages(directory, 10, search), [], search);
    }
  });

  it('are listed by name and by age, narrowed by state, right and group, each once in any page size', async () => {
    const { directory } = bench();
    const group = await directory.createGroup('lists', 'test');
    assert.ok(group.kind === 'done');
    const people = ['Zed Q-List', 'amy Q-List', 'Émile Q-List', 'Bo Q-List'];
    for (const [index, fullName] of people.entries()) {
      const id = await make(directory, { fullName, accountName: `q${index}`, administrator: index === 3 });
      if (index === 2) await directory.disableUser(id, 'test');
      if (index > 0) await directory.addMember('lists', id, 'test');
    }
    const wanted = { search: 'q-list' } as const;
    const names = async (query: Omit<UserQuery, 'limit'>) =>
      (await records(directory, 1, { ...wanted, ...query })).map(({ fullName }) => fullName.split(' ')[0]);
    assert.deepStrictEqual(await names({ order: 'fullName' }), ['amy', 'Bo', 'Zed', 'Émile']);
    assert.deepStrictEqual(await names({ order: 'fullName', isDescending: true }), ['Émile', 'Zed', 'Bo', 'amy']);
    assert.deepStrictEqual(await names({ state: 'disabled' }), ['Émile']);
    assert.deepStrictEqual(await names({ administrator: true }), ['Bo']);
    const groupId = group.group.id;
    assert.deepStrictEqual(await names({ order: 'fullName', groupId }), ['amy', 'Bo', 'Émile']);
    assert.deepStrictEqual(await names({ order: 'fullName', groupId, state: 'active' }), ['amy', 'Bo']);
    assert.equal((await records(directory, 2, { order: 'createdAt', groupId })).length, 3);
    const older = await records(directory, 3, { order: 'createdAt' });
    const newer = await records(directory, 500, { order: 'createdAt', isDescending: true });
    assert.deepStrictEqual(
      older.map(({ id }) => id),
      newer.toReversed().map(({ id }) => id),
    );
  });

  it('of an older version are listed by name, too', async () => {
    const { directory, database } = bench();
    await make(directory, { fullName: 'Old One' });
    await database.write((writer) => writer.run('UPDATE directory_user SET full_name_key = NULL'));
    const listed = await records(directory, 500, { order: 'fullName' });
    assert.ok(listed.some(({ fullName }) => fullName === 'Old One'));
    assert.equal(listed.length, (await records(directory, 500, {})).length);
  });

  it('are listed from no cursor but one that a list gave out', async () => {
    for (const after of ['', 'x', '!!.', '.x']) {
      await assert.rejects(bench().directory.listUsers({ limit: 1, after }), { code: 'malformed_cursor' });
    }
  });

  it('get a password with their making, temporary if so wished', async () => {
    const { directory } = bench();
    const password = { value: 'five quiet mornings', temporary: true };
    const outcome = await directory.createUser(someone({ password }), 'test');
    assert.ok(outcome.kind === 'created');
    assert.equal(outcome.user.mustChangePassword, true);
    assert.equal(outcome.user.passwordExpiresAt, bench().time + 3 * day);
    const short = await directory.createUser(someone({ password: { value: 'short' } }), 'test');
    assert.deepStrictEqual(short, { kind: 'password-refused', problems: ['too-short'], minimumLength: 12 });
  });
});

async function records(directory: DirectoryFeature, limit: number, query: Omit<UserQuery, 'limit'>) {
  const found: UserRecord[] = [];
  let after: string | undefined;
  do {
    const page = await directory.listUsers({ limit, ...query, ...(after === undefined ? {} : { after }) });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}

async function pages(directory: DirectoryFeature, limit: number, search?: string): Promise<readonly string[]> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await directory.listUsers({ limit, ...(search !== undefined && { search }), ...(after && { after }) });
    assert.ok(page.items.length <= limit);
    names.push(...page.items.map(({ userPrincipalName }) => userPrincipalName));
    after = page.next;
  } while (after !== undefined);
  return names;
}
