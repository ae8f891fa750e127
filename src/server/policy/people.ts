/** People and groups as rules name them. */
import { foldName } from '#server/directory/names.ts';
import type { User } from '#server/directory/directory.ts';
import type { PolicyPorts } from './ports.ts';

/** Somebody as rules look at them; names are folded. */
export interface Person {
  readonly names: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** By id, principal name, account name or e-mail. */
export async function userNamed(people: PolicyPorts['people'], name: string): Promise<User | undefined> {
  return (await people.userById(name)) ?? (await people.findUser(name));
}

/** Everything that a rule may name a user by. Not the mail address: somebody else may have it as principal name. */
export function namesOf({ id, userPrincipalName, accountName }: User): ReadonlySet<string> {
  return new Set([id, userPrincipalName, accountName].map((name) => foldName(name)));
}

/** A user with the groups that they are in. */
export async function personOf(people: PolicyPorts['people'], user: User): Promise<Person> {
  return { names: namesOf(user), groups: foldedAll(await people.groupsOf(user.id)) };
}

/** Names of groups, folded. */
export function foldedAll(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => foldName(name)));
}
