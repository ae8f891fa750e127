/**
 * Checking, setting and changing passwords. Nothing that was once accepted is remembered: every check does the whole work,
 * so that a changed password or a disabled person counts at the next one.
 */
import type { PasswordChangeOutcome, PasswordOutcome, PasswordProblem } from '../directory.ts';
import type {
  DirectoryActionOutcome,
  NewPassword,
  SetPasswordOutcome,
  UserRecord,
} from '../directory-administration.ts';
import { type ChangePorts, recordChange } from '../change.ts';
import type { PersonNames } from '../names.ts';
import { findUser } from '../users/store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { passwordProblems, type PasswordPolicy, preparePassword } from './policy.ts';
import {
  demandChange,
  type PasswordEntry,
  passwordByName,
  renewHash,
  type StoredPassword,
  storePassword,
} from './store.ts';

/** What passwords need from outside. */
export interface PasswordPorts extends ChangePorts {
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
}

const day = 86_400_000;

/** The refusal of a password by policy. */
export type PasswordRefusal = Extract<SetPasswordOutcome, { readonly kind: 'password-refused' }>;

/** Why the policy refuses a password for a person; undefined when it may be used. */
export function refusal(ports: PasswordPorts, password: string, person: PersonNames): PasswordRefusal | undefined {
  const problems = passwordProblems(preparePassword(password), person, ports.policy);
  return problems.length === 0 ? undefined : refusedFor(ports, problems);
}

function refusedFor({ policy }: PasswordPorts, problems: readonly PasswordProblem[]): PasswordRefusal {
  return { kind: 'password-refused', problems, minimumLength: Math.max(policy.minimumLength, 8) };
}

/** What to store for a password that the policy let pass. Slow: call it before the unit that writes. */
export async function passwordEntry(ports: PasswordPorts, password: NewPassword): Promise<PasswordEntry> {
  const hash = await ports.hasher.hash(password.value);
  const setAt = ports.clock.now();
  const temporary = password.temporary === true;
  return {
    hash,
    setAt,
    expiresAt: temporary ? setAt + ports.policy.temporaryDays * day : undefined,
    mustChange: temporary,
  };
}

/**
 * See {@link Directory.checkPassword}. The hash is worked out before anything about the person is looked at, against a decoy
 * when there is none. An expired temporary password is none any more.
 * @throws {DirectoryError} `busy`
 */
export async function checkPassword(ports: PasswordPorts, name: string, password: string): Promise<PasswordOutcome> {
  const found = await passwordByName(ports.database, name);
  const isRight = await ports.hasher.verify(found?.hash, password);
  const outcome = judge(found, isRight, ports.clock.now());
  if (outcome.kind !== 'refused' && found?.hash !== undefined) await renew(ports, outcome.user, found.hash, password);
  return outcome;
}

function judge(found: StoredPassword | undefined, isRight: boolean, now: number): PasswordOutcome {
  if (found === undefined) return { kind: 'refused', reason: 'unknown-user' };
  const { user, hash } = found;
  if (user.state === 'disabled') return { kind: 'refused', reason: 'disabled', user };
  const isExpired = user.passwordExpiresAt !== undefined && now >= user.passwordExpiresAt;
  if (hash === undefined || isExpired) return { kind: 'refused', reason: 'no-password', user };
  if (!isRight) return { kind: 'refused', reason: 'wrong-password', user };
  return { kind: user.mustChangePassword ? 'must-change' : 'accepted', user };
}

/** Stores the same password at today's cost. It is no reason to turn anybody away, so a full queue is for another day. */
async function renew(ports: PasswordPorts, user: { id: string }, former: string, password: string): Promise<void> {
  if (!ports.hasher.isOutdated(former) || ports.hasher.load().waiting > 0) return;
  const hash = await ports.hasher.hash(password);
  await ports.database.write((writer) => renewHash(writer, user.id, former, hash));
}

/**
 * See {@link PasswordChange.changePassword}.
 * @throws {DirectoryError} `busy`
 */
export async function changePassword(
  ports: PasswordPorts,
  name: string,
  current: string,
  next: string,
): Promise<PasswordChangeOutcome> {
  const found = await passwordByName(ports.database, name);
  const isRight = await ports.hasher.verify(found?.hash, current);
  const judged = judge(found, isRight, ports.clock.now());
  if (judged.kind === 'refused') return judged;
  const user = judged.user;
  if (preparePassword(current) === preparePassword(next)) return { ...refusedFor(ports, ['unchanged']), user };
  const refused = refusal(ports, next, user);
  if (refused !== undefined) return { ...refused, user };
  const entry = await passwordEntry(ports, { value: next });
  const event = { type: 'directory.password.changed', actor: user.id, userId: user.id };
  const isDone = await store(ports, user.id, entry, event, found?.hash);
  const after = { ...user, mustChangePassword: false };
  return isDone ? { kind: 'changed', user: after } : { kind: 'refused', reason: 'wrong-password', user };
}

/** See {@link UserAdministration.setPassword}. */
export async function setPassword(
  ports: PasswordPorts,
  idOrName: string,
  password: NewPassword,
  actor: string,
): Promise<SetPasswordOutcome> {
  const user = await findUser(ports.database, idOrName);
  if (user === undefined) return { kind: 'not-found' };
  const refused = refusal(ports, password.value, user);
  if (refused !== undefined) return refused;
  const entry = await passwordEntry(ports, password);
  const isDone = await store(ports, user.id, entry, setEvent(user, password, actor), undefined);
  return { kind: isDone ? 'done' : 'not-found' };
}

/** The audit event of a password that an administrator set. */
export function setEvent(user: Pick<UserRecord, 'id'>, password: NewPassword, actor: string) {
  const detail = { temporary: password.temporary === true };
  return { type: 'directory.password.set', actor, userId: user.id, detail };
}

function store(
  { database }: PasswordPorts,
  userId: string,
  entry: PasswordEntry,
  event: Parameters<typeof recordChange>[2],
  former: string | undefined,
): Promise<boolean> {
  return database.write(async (writer) => {
    const isDone = await storePassword(writer, userId, entry, former);
    if (isDone) recordChange(writer, entry.setAt, event);
    return isDone;
  });
}

/** See {@link UserAdministration.requirePasswordChange}. */
export async function requirePasswordChange(
  { database, clock }: PasswordPorts,
  idOrName: string,
  actor: string,
): Promise<DirectoryActionOutcome> {
  const at = clock.now();
  return database.write(async (writer) => {
    const user = await findUser(writer, idOrName);
    if (user === undefined) return { kind: 'not-found' };
    if (!(await demandChange(writer, user.id, at))) return { kind: 'already' };
    recordChange(writer, at, { type: 'directory.password.change-required', actor, userId: user.id });
    return { kind: 'done' };
  });
}
