/** What administrators do with people: rules over the store, each change with its audit event. */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { Writer } from '#server/store/database.ts';
import { recordChange, writeUnique } from '../change.ts';
import type {
  CreateUserOutcome,
  DirectoryActionOutcome,
  FieldProblem,
  NewUser,
  UpdateUserOutcome,
  UserAdministration,
  UserChanges,
  UserRecord,
} from '../directory-administration.ts';
import { groupsOfUser } from '../groups/store.ts';
import { accountNameProblem, addressProblem, foldName, fullNameProblem, type PersonNames } from '../names.ts';
import {
  passwordEntry,
  type PasswordPorts,
  refusal,
  requirePasswordChange,
  setEvent,
  setPassword,
} from '../passwords/passwords.ts';
import { storePassword } from '../passwords/store.ts';
import { listUsers } from './list.ts';
import {
  changeState,
  eraseUser,
  findUser,
  insertUser,
  takenNames,
  updateUser,
  userById,
  type UserFacts,
} from './store.ts';

/** The administration of people over a database. */
export function createUserAdministration(ports: PasswordPorts): UserAdministration {
  return {
    createUser: (user, actor) => createUser(ports, user, actor),
    updateUser: (idOrName, changes, actor) => changeUser(ports, idOrName, changes, actor),
    listUsers: (query) => listUsers(ports.database, query),
    user: async (idOrName) => {
      const user = await findUser(ports.database, idOrName);
      return user && { user, groups: await groupsOfUser(ports.database, user.id) };
    },
    disableUser: (idOrName, actor) => moveUser(ports, idOrName, 'disabled', actor),
    enableUser: (idOrName, actor) => moveUser(ports, idOrName, 'active', actor),
    deleteUser: (idOrName, actor) => deleteUser(ports, idOrName, actor),
    setPassword: (idOrName, password, actor) => setPassword(ports, idOrName, password, actor),
    requirePasswordChange: (idOrName, actor) => requirePasswordChange(ports, idOrName, actor),
  };
}

async function createUser(ports: PasswordPorts, user: NewUser, actor: string): Promise<CreateUserOutcome> {
  const names = { ...user, email: user.email };
  const problems = nameProblems(names);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { password } = user;
  const refused = password && refusal(ports, password.value, names);
  if (refused !== undefined) return refused;
  const entry = password && (await passwordEntry(ports, password));
  const at = ports.clock.now();
  const facts = factsOf(uuidFrom(ports.random.bytes(16)), names, user, at);
  return writeUnique(ports.database, async (writer) => {
    const field = await takenField(writer, facts);
    if (field !== undefined) return { kind: 'taken', field };
    await insertUser(writer, facts);
    recordChange(writer, at, userEvent('created', facts, actor));
    if (entry !== undefined && password !== undefined) {
      await storePassword(writer, facts.id, entry, undefined);
      recordChange(writer, at, setEvent(facts, password, actor));
    }
    return { kind: 'created', user: await reread(writer, facts.id) };
  });
}

async function changeUser(
  ports: PasswordPorts,
  idOrName: string,
  changes: UserChanges,
  actor: string,
): Promise<UpdateUserOutcome> {
  const at = ports.clock.now();
  return writeUnique(ports.database, async (writer) => {
    const user = await findUser(writer, idOrName);
    if (user === undefined) return { kind: 'not-found' };
    const facts = changedFacts(user, changes, at);
    // What was once allowed may stay: only new names are judged.
    const problems = nameProblems(facts).filter(({ field }) => field !== 'name' && changes[field] !== undefined);
    if (problems.length > 0) return { kind: 'invalid', problems };
    const field = await takenField(writer, facts);
    if (field !== undefined) return { kind: 'taken', field };
    await updateUser(writer, facts);
    recordChange(writer, at, userEvent('updated', facts, actor));
    return { kind: 'updated', user: await reread(writer, facts.id) };
  });
}

function moveUser(
  ports: PasswordPorts,
  idOrName: string,
  to: UserRecord['state'],
  actor: string,
): Promise<DirectoryActionOutcome> {
  const at = ports.clock.now();
  const from = to === 'active' ? 'disabled' : 'active';
  return ports.database.write(async (writer) => {
    const user = await findUser(writer, idOrName);
    if (user === undefined) return { kind: 'not-found' };
    if (!(await changeState(writer, user.id, { from, to, at }))) return { kind: 'already' };
    recordChange(writer, at, userEvent(to === 'active' ? 'enabled' : 'disabled', user, actor));
    return { kind: 'done' };
  });
}

function deleteUser(ports: PasswordPorts, idOrName: string, actor: string): Promise<DirectoryActionOutcome> {
  const at = ports.clock.now();
  return ports.database.write(async (writer) => {
    const user = await findUser(writer, idOrName);
    if (user === undefined || !(await eraseUser(writer, user.id, at))) return { kind: 'not-found' };
    recordChange(writer, at, userEvent('deleted', user, actor));
    return { kind: 'done' };
  });
}

function userEvent(
  what: string,
  user: PersonNames & { id: string; administrator: boolean; auditor: boolean },
  actor: string,
) {
  const { userPrincipalName, accountName, administrator, auditor } = user;
  const detail = { userPrincipalName, accountName, administrator, ...(auditor ? { auditor } : {}) };
  return { type: `directory.user.${what}`, actor, userId: user.id, detail };
}

function factsOf(
  id: string,
  names: PersonNames,
  roles: { readonly administrator?: boolean | undefined; readonly auditor?: boolean | undefined },
  at: number,
): UserFacts {
  const { accountName, fullName, userPrincipalName, email } = names;
  return {
    id,
    accountName,
    fullName: fullName.normalize('NFC'),
    userPrincipalName: userPrincipalName.normalize('NFC'),
    email: email?.normalize('NFC'),
    administrator: roles.administrator ?? false,
    auditor: roles.auditor ?? false,
    at,
  };
}

function changedFacts(user: UserRecord, changes: UserChanges, at: number): UserFacts {
  const { email, administrator, auditor, ...names } = changes;
  const merged = { ...user, ...names, email: email === undefined ? user.email : (email ?? undefined) };
  const roles = { administrator: administrator ?? user.administrator, auditor: auditor ?? user.auditor };
  return factsOf(user.id, merged, roles, at);
}

function nameProblems({ accountName, fullName, userPrincipalName, email }: PersonNames): readonly FieldProblem[] {
  const codes = {
    accountName: accountNameProblem(accountName),
    fullName: fullNameProblem(fullName),
    userPrincipalName: addressProblem(userPrincipalName),
    email: email === undefined ? undefined : addressProblem(email),
  };
  const fields = ['accountName', 'fullName', 'userPrincipalName', 'email'] as const;
  return fields.flatMap((field) => (codes[field] === undefined ? [] : [{ field, code: codes[field] }]));
}

async function takenField(
  writer: Writer,
  facts: UserFacts,
): Promise<'accountName' | 'userPrincipalName' | 'email' | undefined> {
  const taken = await takenNames(writer, facts);
  const fields = ['accountName', 'userPrincipalName', 'email'] as const;
  return fields.find((field) => taken.includes(foldName(facts[field] ?? '')));
}

async function reread(writer: Writer, id: string): Promise<UserRecord> {
  const user = await userById(writer, id);
  if (user === undefined) throw new Error('A person vanished within the unit that wrote them.');
  return user;
}
