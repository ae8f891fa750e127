/**
 * The directory: people, groups, passwords and smart cards, over one database. It owns who somebody is and whether a
 * credential is theirs. It does not own attempts and their budgets, devices, sessions or tokens: whoever asks does.
 */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Database } from '#server/store/database.ts';
import type { Directory, PasswordChange } from './directory.ts';
import type { GroupAdministration, UserAdministration } from './directory-administration.ts';
import { createGroupAdministration } from './groups/group-administration.ts';
import { groupNamesOfUser } from './groups/store.ts';
import { type HashCost, PasswordHasher, usualBounds, usualCost } from './passwords/password-hasher.ts';
import { changePassword, checkPassword, type PasswordPorts } from './passwords/passwords.ts';
import { type PasswordPolicy, usualPolicy } from './passwords/policy.ts';
import type { WorkBounds, WorkLoad } from './passwords/bounded-work.ts';
import { createUserAdministration } from './users/user-administration.ts';
import { userById, userByName } from './users/store.ts';

/** What the directory needs, and what may be set about it. */
export interface DirectoryPorts {
  /** Migrated. */
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: at least 12 characters; temporary passwords last 3 days. */
  readonly passwordPolicy?: PasswordPolicy;
  /** Default: OWASP's argon2id parameters. */
  readonly hashCost?: HashCost;
  /** Default: two hashes at once, 128 waiting. */
  readonly hashBounds?: WorkBounds;
}

/** Everything that the directory does. */
export interface DirectoryFeature
  extends Omit<Directory, 'userOfCertificate'>,
    PasswordChange,
    UserAdministration,
    GroupAdministration {
  /** Passwords being hashed and waiting to be; for metrics. */
  hashingLoad(): WorkLoad;
}

/** Puts the directory together. */
export function createDirectory(ports: DirectoryPorts): DirectoryFeature {
  const { database, clock, random } = ports;
  const cost = ports.hashCost ?? usualCost;
  const hasher = new PasswordHasher({ random, cost, bounds: ports.hashBounds ?? usualBounds });
  const policy = ports.passwordPolicy ?? usualPolicy;
  const passwords: PasswordPorts = { database, clock, random, hasher, policy };
  return {
    findUser: (name) => userByName(database, name),
    userById: (id) => userById(database, id),
    groupsOf: (userId) => groupNamesOfUser(database, userId),
    checkPassword: (name, password) => checkPassword(passwords, name, password),
    changePassword: (name, current, next) => changePassword(passwords, name, current, next),
    hashingLoad: () => hasher.load(),
    ...createUserAdministration(passwords),
    ...createGroupAdministration(passwords),
  };
}
