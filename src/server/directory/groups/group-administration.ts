/** What administrators do with groups: rules over the store, each change with its audit event. */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { type ChangePorts, recordChange, writeUnique } from '../change.ts';
import type { DirectoryActionOutcome, GroupAdministration, GroupOutcome } from '../directory-administration.ts';
import { groupNameProblem } from '../names.ts';
import { findUser } from '../users/store.ts';
import {
  findGroup,
  insertGroup,
  insertMember,
  listGroups,
  listMembers,
  removeGroup,
  removeMember,
  renameGroup,
} from './store.ts';

/** The administration of groups over a database. */
export function createGroupAdministration(ports: ChangePorts): GroupAdministration {
  const { database } = ports;
  return {
    createGroup: (name, actor) => createGroup(ports, name, actor),
    renameGroup: (idOrName, name, actor) => changeName(ports, idOrName, name, actor),
    deleteGroup: (idOrName, actor) => deleteGroup(ports, idOrName, actor),
    listGroups: (query) => listGroups(database, query),
    group: (idOrName) => findGroup(database, idOrName),
    listMembers: async (groupIdOrName, query) => {
      const group = await findGroup(database, groupIdOrName);
      return group && listMembers(database, group.id, query);
    },
    addMember: (group, user, actor) => changeMember(ports, group, user, 'added', actor),
    removeMember: (group, user, actor) => changeMember(ports, group, user, 'removed', actor),
  };
}

async function createGroup(ports: ChangePorts, text: string, actor: string): Promise<GroupOutcome> {
  const name = text.normalize('NFC');
  const code = groupNameProblem(name);
  if (code !== undefined) return { kind: 'invalid', problems: [{ field: 'name', code }] };
  const at = ports.clock.now();
  const id = uuidFrom(ports.random.bytes(16));
  return ports.database.write(async (writer) => {
    if (!(await insertGroup(writer, { id, name, at }))) return { kind: 'taken' };
    recordChange(writer, at, { type: 'directory.group.created', actor, detail: { groupId: id, name } });
    return { kind: 'done', group: { id, name, createdAt: at, members: 0 } };
  });
}

async function changeName(ports: ChangePorts, idOrName: string, text: string, actor: string): Promise<GroupOutcome> {
  const name = text.normalize('NFC');
  const code = groupNameProblem(name);
  if (code !== undefined) return { kind: 'invalid', problems: [{ field: 'name', code }] };
  const at = ports.clock.now();
  return writeUnique(ports.database, async (writer) => {
    const group = await findGroup(writer, idOrName);
    if (group === undefined) return { kind: 'not-found' };
    if (!(await renameGroup(writer, group.id, name))) return { kind: 'taken' };
    const detail = { groupId: group.id, name, former: group.name };
    recordChange(writer, at, { type: 'directory.group.renamed', actor, detail });
    return { kind: 'done', group: { ...group, name } };
  });
}

function deleteGroup(ports: ChangePorts, idOrName: string, actor: string): Promise<DirectoryActionOutcome> {
  const at = ports.clock.now();
  return ports.database.write(async (writer) => {
    const group = await findGroup(writer, idOrName);
    if (group === undefined || !(await removeGroup(writer, group.id))) return { kind: 'not-found' };
    const detail = { groupId: group.id, name: group.name, members: group.members };
    recordChange(writer, at, { type: 'directory.group.deleted', actor, detail });
    return { kind: 'done' };
  });
}

function changeMember(
  ports: ChangePorts,
  groupIdOrName: string,
  userIdOrName: string,
  what: 'added' | 'removed',
  actor: string,
): Promise<DirectoryActionOutcome> {
  const at = ports.clock.now();
  return ports.database.write(async (writer) => {
    const group = await findGroup(writer, groupIdOrName);
    const user = await findUser(writer, userIdOrName);
    if (group === undefined || user === undefined) return { kind: 'not-found' };
    const isDone =
      what === 'added' ? await insertMember(writer, group.id, user) : await removeMember(writer, group.id, user.id);
    if (!isDone) return { kind: 'already' };
    const detail = { groupId: group.id, name: group.name };
    recordChange(writer, at, { type: `directory.group.member-${what}`, actor, userId: user.id, detail });
    return { kind: 'done' };
  });
}
