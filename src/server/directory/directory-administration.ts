/**
 * What administrators do with the directory: people, groups, passwords and smart cards. The admin feature and the command
 * line reach the directory through this interface only.
 *
 * Every change is written together with its audit event, or not at all; `actor` is who acts, for that event. Times are
 * milliseconds since 1970. Passwords go in and never come out.
 */
import type { PasswordProblem, User } from './directory.ts';
import type { CardAdministration } from './smart-cards/card-administration.ts';

/** A person as administrators see them. */
export interface UserRecord extends User {
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Undefined for a person without a password. */
  readonly passwordSetAt: number | undefined;
  /** When a temporary password stops being accepted; undefined for one that stays. */
  readonly passwordExpiresAt: number | undefined;
}

/** A person with what hangs on them. Groups are in the order of their names. */
export interface UserDetail {
  readonly user: UserRecord;
  readonly groups: readonly GroupRecord[];
}

/** A group of people. */
export interface GroupRecord {
  readonly id: string;
  /** Unique without regard to case; what the `groups` claim of a token carries. */
  readonly name: string;
  readonly createdAt: number;
  readonly members: number;
}

/** A page of a list. `next` is given back as `after`; undefined on the last page. */
export interface DirectoryPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/**
 * How a list is cut. `search` matches by prefix without regard to case: a user's principal name, account name, e-mail and
 * each word of the full name; a group's name. `limit` is taken between 1 and 500.
 */
export interface DirectoryQuery {
  readonly after?: string;
  readonly limit: number;
  readonly search?: string;
}

/** In which order people are listed. */
export type UserOrder = 'userPrincipalName' | 'fullName' | 'createdAt';

/** How a list of people is cut, narrowed and ordered. */
export interface UserQuery extends DirectoryQuery {
  /** Default: what matched first where there is a `search`, else by principal name. */
  readonly order?: UserOrder;
  readonly isDescending?: boolean;
  readonly state?: UserRecord['state'];
  readonly administrator?: boolean;
  readonly auditor?: boolean;
  /** Id of a group. */
  readonly groupId?: string;
}

/** What a new person is made of. */
export interface NewUser {
  /** A macOS short name: starts with a-z, then a-z, 0-9, `_`, `.` or `-`; 31 characters at most; not a system name. */
  readonly accountName: string;
  readonly fullName: string;
  /** Such as `ada@example.org`. */
  readonly userPrincipalName: string;
  readonly email?: string;
  readonly administrator?: boolean;
  readonly auditor?: boolean;
  /** Without one the person cannot sign in by password until one is set. */
  readonly password?: NewPassword;
}

/** A password that an administrator sets. */
export interface NewPassword {
  readonly value: string;
  /** Must be changed at the first use, and is refused after some days (default 3). Default false. */
  readonly temporary?: boolean;
}

/** What may change about a person; what is absent stays, `email: null` removes it. */
export interface UserChanges {
  readonly accountName?: string;
  readonly fullName?: string;
  readonly userPrincipalName?: string;
  readonly email?: string | null;
  readonly administrator?: boolean;
  readonly auditor?: boolean;
}

/** A field that was refused, and why. */
export interface FieldProblem {
  readonly field: 'accountName' | 'fullName' | 'userPrincipalName' | 'email' | 'name';
  readonly code: 'missing' | 'too-long' | 'malformed' | 'reserved';
}

/** Outcome of making a person. `taken`: another person has that name as principal name, account name or e-mail. */
export type CreateUserOutcome =
  | { readonly kind: 'created'; readonly user: UserRecord }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'taken'; readonly field: 'accountName' | 'userPrincipalName' | 'email' }
  | {
      readonly kind: 'password-refused';
      readonly problems: readonly PasswordProblem[];
      readonly minimumLength: number;
    };

/** Outcome of changing a person. */
export type UpdateUserOutcome =
  | { readonly kind: 'updated'; readonly user: UserRecord }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'taken'; readonly field: 'accountName' | 'userPrincipalName' | 'email' };

/** Outcome of setting a password. */
export type SetPasswordOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'password-refused';
      readonly problems: readonly PasswordProblem[];
      readonly minimumLength: number;
    };

/** Outcome of making or renaming a group. */
export type GroupOutcome =
  | { readonly kind: 'done'; readonly group: GroupRecord }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'taken' };

/** Outcome of an action on something that may not be there. `already`: nothing had to be done, and nothing was written. */
export type DirectoryActionOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already' };

/** The people. Wherever `idOrName` stands, a person's id, principal name, account name or e-mail will do. */
export interface UserAdministration {
  /** @throws {DirectoryError} `busy` when a password is given and too many are being hashed */
  createUser(user: NewUser, actor: string): Promise<CreateUserOutcome>;
  updateUser(idOrName: string, changes: UserChanges, actor: string): Promise<UpdateUserOutcome>;
  /** A cursor is good for the same order, search and filters only. Costs the page, not the list. */
  listUsers(query: UserQuery): Promise<DirectoryPage<UserRecord>>;
  user(idOrName: string): Promise<UserDetail | undefined>;
  /** From the next request on nothing is granted to the person. */
  disableUser(idOrName: string, actor: string): Promise<DirectoryActionOutcome>;
  enableUser(idOrName: string, actor: string): Promise<DirectoryActionOutcome>;
  /** Forgets the person but for the id, which is never given to another. The names become free. */
  deleteUser(idOrName: string, actor: string): Promise<DirectoryActionOutcome>;
  /** @throws {DirectoryError} `busy` when too many passwords are being hashed */
  setPassword(idOrName: string, password: NewPassword, actor: string): Promise<SetPasswordOutcome>;
  /** The present password is good for one more use: choosing another. `already` also for a person without a password. */
  requirePasswordChange(idOrName: string, actor: string): Promise<DirectoryActionOutcome>;
}

/** The groups. Wherever `idOrName` stands for a group, its id or its name will do. */
export interface GroupAdministration {
  createGroup(name: string, actor: string): Promise<GroupOutcome>;
  renameGroup(idOrName: string, name: string, actor: string): Promise<GroupOutcome>;
  deleteGroup(idOrName: string, actor: string): Promise<DirectoryActionOutcome>;
  /** In the order of names. */
  listGroups(query: DirectoryQuery): Promise<DirectoryPage<GroupRecord>>;
  group(idOrName: string): Promise<GroupRecord | undefined>;
  /** In the order of principal names; undefined when there is no such group. */
  listMembers(
    groupIdOrName: string,
    query: Pick<DirectoryQuery, 'after' | 'limit'>,
  ): Promise<DirectoryPage<UserRecord> | undefined>;
  addMember(groupIdOrName: string, userIdOrName: string, actor: string): Promise<DirectoryActionOutcome>;
  removeMember(groupIdOrName: string, userIdOrName: string, actor: string): Promise<DirectoryActionOutcome>;
}

/** Everything that administrators do with the directory. */
export interface DirectoryAdministration extends UserAdministration, GroupAdministration, CardAdministration {}
