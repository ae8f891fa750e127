/**
 * The directory: people, groups, passwords and smart cards, over one database. It owns who somebody is and whether a
 * credential is theirs. It does not own attempts and their budgets, devices, sessions or tokens: whoever asks does.
 */
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { Database } from '#server/store/database.ts';
import type { Directory, PasswordChange } from './directory.ts';
import type { DirectoryAdministration } from './directory-administration.ts';
import { createGroupAdministration } from './groups/group-administration.ts';
import { groupNamesOfUser } from './groups/store.ts';
import { type Hashing, poolHashing } from './passwords/hashing.ts';
import { type HashCost, PasswordHasher, usualBounds, usualCost } from './passwords/password-hasher.ts';
import { changePassword, checkPassword, type PasswordPorts } from './passwords/passwords.ts';
import { type PasswordPolicy, usualPolicy } from './passwords/policy.ts';
import type { WorkBounds, WorkLoad } from './passwords/bounded-work.ts';
import {
  addAuthority,
  changeAuthority,
  importList,
  listAuthorities,
  refreshList,
  removeAuthority,
  type CardPorts,
} from './smart-cards/authority-administration.ts';
import { bindCard, listBindings, removeBinding } from './smart-cards/binding-administration.ts';
import type { CardAdministration } from './smart-cards/card-administration.ts';
import { userOfCertificate } from './smart-cards/card-check.ts';
import { RevocationMemory } from './smart-cards/revocation-memory.ts';
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
  /** Default: Node's thread pool. */
  readonly hashing?: Hashing;
  /** Gets the revocation list at an address (DER or PEM), or rejects. Default: none can be fetched. */
  readonly fetchRevocationList?: (url: string) => Promise<Uint8Array>;
}

/** Everything that the directory does. */
export interface DirectoryFeature extends Directory, PasswordChange, DirectoryAdministration {
  /** Passwords being hashed and waiting to be; for metrics. */
  hashingLoad(): WorkLoad;
}

/** Puts the directory together. */
export function createDirectory(ports: DirectoryPorts): DirectoryFeature {
  const { database, clock, random } = ports;
  const cost = ports.hashCost ?? usualCost;
  const hashing = ports.hashing ?? poolHashing;
  const hasher = new PasswordHasher({ random, hashing, cost, bounds: ports.hashBounds ?? usualBounds });
  const policy = ports.passwordPolicy ?? usualPolicy;
  const passwords: PasswordPorts = { database, clock, random, hasher, policy };
  const fetchRevocationList = ports.fetchRevocationList ?? unreachable;
  const cards: CardPorts = { database, clock, random, digests: nodeCrypto, verifySignature, fetchRevocationList };
  const check = { ...cards, revocationMemory: new RevocationMemory(verifySignature) };
  return {
    findUser: (name) => userByName(database, name),
    userById: (id) => userById(database, id),
    groupsOf: (userId) => groupNamesOfUser(database, userId),
    checkPassword: (name, password) => checkPassword(passwords, name, password),
    changePassword: (name, current, next) => changePassword(passwords, name, current, next),
    userOfCertificate: (chain) => userOfCertificate(check, chain),
    hashingLoad: () => hasher.load(),
    ...createUserAdministration(passwords),
    ...createGroupAdministration(passwords),
    ...createCardAdministration(cards),
  };
}

function createCardAdministration(ports: CardPorts): CardAdministration {
  return {
    addCardAuthority: (certificate, settings, actor) => addAuthority(ports, certificate, settings, actor),
    changeCardAuthority: (id, settings, actor) => changeAuthority(ports, id, settings, actor),
    listCardAuthorities: () => listAuthorities(ports),
    removeCardAuthority: (id, actor) => removeAuthority(ports, id, actor),
    importRevocationList: (authorityId, list, actor) => importList(ports, authorityId, list, actor),
    refreshRevocationList: (authorityId, actor) => refreshList(ports, authorityId, actor),
    bindCard: (userIdOrName, binding, actor) => bindCard(ports, userIdOrName, binding, actor),
    listCardBindings: (userIdOrName) => listBindings(ports, userIdOrName),
    removeCardBinding: (id, actor) => removeBinding(ports, id, actor),
  };
}

function unreachable(): Promise<never> {
  return Promise.reject(new Error('Nothing was given to fetch revocation lists with.'));
}

export { type Hashing, LowPriorityHashing, poolHashing } from './passwords/hashing.ts';
export { type PasswordPolicy, usualPolicy } from './passwords/policy.ts';
