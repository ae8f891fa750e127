/** The accounts of the local directory node: short names, passwords, administrators, SecureToken. */
import type { Random } from '#runtime/random.ts';
import { MacError } from '../mac-error.ts';
import type { LocalAccount, PasswordVerifier } from '../mac-state.ts';
import { makeVerifier, matches } from './password-verifier.ts';

/** What a new account is made of. */
export interface AccountSpecification {
  readonly shortName: string;
  readonly fullName: string;
  /** In the clear, or as the verifier that MDM brings. */
  readonly password: string | PasswordVerifier;
  readonly admin: boolean;
}

/** Finds an account by short name or full name, as the login window does. */
export function findAccount(accounts: readonly LocalAccount[], name: string): LocalAccount | undefined {
  return (
    accounts.find((account) => account.shortName === name) ?? accounts.find((account) => account.fullName === name)
  );
}

/** The account of a short name. @throws {MacError} `no_such_account` */
export function requireAccount(accounts: readonly LocalAccount[], shortName: string): LocalAccount {
  const account = accounts.find((candidate) => candidate.shortName === shortName);
  if (!account) throw new MacError('no_such_account', `There is no account "${shortName}" on this Mac.`);
  return account;
}

/**
 * Makes an account and adds it. The first user id is 501, as on macOS.
 * @throws {MacError} `account_malformed`, `account_exists`
 */
export function createAccount(accounts: LocalAccount[], account: AccountSpecification, random: Random): LocalAccount {
  const { shortName, fullName, password, admin } = account;
  if (!/^[a-z_][a-z0-9._-]{0,30}$/.test(shortName)) {
    throw new MacError('account_malformed', 'A short name is up to 31 lower-case letters, digits, ".", "_" or "-".');
  }
  if (password === '') throw new MacError('account_malformed', 'An account needs a password.');
  if (accounts.some((other) => other.shortName === shortName)) {
    throw new MacError('account_exists', `There is an account "${shortName}" already.`);
  }
  const created: LocalAccount = {
    shortName,
    fullName,
    uniqueId: 501 + accounts.length,
    password: typeof password === 'string' ? makeVerifier(password, random) : password,
    admin,
    secureToken: true,
    groups: [],
    alternativeIdentities: [],
  };
  accounts.push(created);
  return created;
}

/** Whether this is the account's local password. */
export function isPassword(account: LocalAccount, password: string): boolean {
  return matches(account.password, password);
}

/** Gives the account another local password. Keychain and FileVault are changed by who calls. */
export function setPassword(account: LocalAccount, password: string, random: Random): void {
  account.password = makeVerifier(password, random);
}
