import assert from 'node:assert/strict';
import { it } from 'node:test';
import { make, onBothEngines } from '../contract/directories.ts';

onBothEngines('groups', (bench) => {
  it('are made, renamed and deleted, by id or name, with an audit event each', async () => {
    const { directory } = bench();
    const made = await directory.createGroup('Net Admins', 'admin-1');
    assert.ok(made.kind === 'done');
    const renamed = await directory.renameGroup('net ADMINS', 'Network', 'admin-1');
    assert.deepStrictEqual(renamed, { kind: 'done', group: { ...made.group, name: 'Network' } });
    assert.equal((await directory.group(made.group.id))?.name, 'Network');
    assert.deepStrictEqual(await directory.deleteGroup('network', 'admin-1'), { kind: 'done' });
    assert.equal(await directory.group('network'), undefined);
    const types = (await bench().events(3)).map(({ type }) => type);
    assert.deepStrictEqual(types, ['directory.group.deleted', 'directory.group.renamed', 'directory.group.created']);
  });

  it('share no name and have no broken one', async () => {
    const { directory } = bench();
    await directory.createGroup('Sales', 'test');
    await directory.createGroup('Support', 'test');
    assert.deepStrictEqual(await directory.createGroup('SALES', 'test'), { kind: 'taken' });
    assert.deepStrictEqual(await directory.renameGroup('Support', 'sales', 'test'), { kind: 'taken' });
    assert.equal((await directory.renameGroup('Support', 'SUPPORT', 'test')).kind, 'done');
    for (const [name, code] of [
      [' ', 'missing'],
      [' x', 'malformed'],
      ['a\nb', 'malformed'],
      ['x'.repeat(101), 'too-long'],
    ] as const) {
      const problems = [{ field: 'name', code }];
      assert.deepStrictEqual(await directory.createGroup(name, 'test'), { kind: 'invalid', problems });
      assert.deepStrictEqual(await directory.renameGroup('sales', name, 'test'), { kind: 'invalid', problems });
    }
    assert.deepStrictEqual(await directory.renameGroup('nothing', 'x', 'test'), { kind: 'not-found' });
    assert.deepStrictEqual(await directory.deleteGroup('nothing', 'test'), { kind: 'not-found' });
  });

  it('take members in and out once each, and tell whose they are by name', async () => {
    const { directory } = bench();
    const id = await make(directory);
    for (const name of ['Zebra', 'Alpha']) {
      await directory.createGroup(name, 'test');
      assert.deepStrictEqual(await directory.addMember(name, id, 'test'), { kind: 'done' });
    }
    assert.deepStrictEqual(await directory.addMember('zebra', id, 'test'), { kind: 'already' });
    assert.deepStrictEqual(await directory.groupsOf(id), ['Alpha', 'Zebra']);
    assert.equal((await directory.group('zebra'))?.members, 1);
    assert.deepStrictEqual(await directory.removeMember('zebra', id, 'test'), { kind: 'done' });
    assert.deepStrictEqual(await directory.removeMember('zebra', id, 'test'), { kind: 'already' });
    assert.deepStrictEqual(await directory.groupsOf(id), ['Alpha']);
    assert.deepStrictEqual(await directory.addMember('nothing', id, 'test'), { kind: 'not-found' });
    assert.deepStrictEqual(await directory.addMember('zebra', 'nobody', 'test'), { kind: 'not-found' });
    await directory.deleteGroup('alpha', 'test');
    assert.deepStrictEqual(await directory.groupsOf(id), []);
  });

  it('list themselves and their members in order, page by page, also after a member changed name', async () => {
    const { directory } = bench();
    for (const name of ['page-c', 'page-a', 'page-b']) await directory.createGroup(name, 'test');
    const first = await directory.listGroups({ limit: 2, search: 'PAGE-' });
    const names = first.items.map(({ name }) => name);
    assert.deepStrictEqual(names, ['page-a', 'page-b']);
    const second = await directory.listGroups({ limit: 2, search: 'page-', ...(first.next && { after: first.next }) });
    assert.deepStrictEqual([second.items.map(({ name }) => name), second.next], [['page-c'], undefined]);
    const ids = [];
    for (const letter of ['b', 'a']) {
      const id = await make(directory, { userPrincipalName: `${letter}@members.example` });
      await directory.addMember('page-a', id, 'test');
      ids.push(id);
    }
    await directory.updateUser('a@members.example', { userPrincipalName: 'c@members.example' }, 'test');
    const members = await directory.listMembers('page-a', { limit: 1 });
    assert.equal(members?.items[0]?.userPrincipalName, 'b@members.example');
    const rest = await directory.listMembers('page-a', { limit: 1, ...(members?.next && { after: members.next }) });
    assert.deepStrictEqual([rest?.items.map(({ id }) => id), rest?.next], [[ids[1]], undefined]);
    assert.equal(await directory.listMembers('nothing', { limit: 1 }), undefined);
  });
});
