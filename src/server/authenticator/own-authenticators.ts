/** What may be done to an authenticator that is there: a name, and its end. By its phone, its person, or an administrator. */
import { appendAudit } from '#server/audit/audit.ts';
import { authenticatorsOf, findAuthenticator, removeAuthenticator, renameAuthenticator } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';

/** Which one, and who wants it. */
export interface OwnWish {
  readonly userId: string;
  readonly id: string;
  readonly actor: string;
}

/** What came of it. */
export type OwnOutcome = { readonly kind: 'done' | 'not-found' };

/** Renames. */
export async function renameOwn(
  { database, clock }: AuthenticatorPorts,
  { userId, id, actor, name }: OwnWish & { readonly name: string },
): Promise<OwnOutcome> {
  return database.write(async (writer) => {
    if (!(await renameAuthenticator(writer, userId, id, name))) return { kind: 'not-found' };
    const detail = { authenticator: id, name };
    appendAudit(writer, clock.now(), [{ type: 'authenticator.renamed', outcome: 'changed', actor, userId, detail }]);
    return { kind: 'done' };
  });
}

/** Removes, and with it the one-time codes that were made for this phone: whoever finds it must not have them. */
export async function removeOwn(ports: AuthenticatorPorts, { userId, id, actor }: OwnWish): Promise<OwnOutcome> {
  const { database, clock, oneTimeCodes } = ports;
  const authenticator = await findAuthenticator(database, id);
  const isDone = await database.write(async (writer) => {
    if (!(await removeAuthenticator(writer, userId, id))) return false;
    const detail = { authenticator: id };
    appendAudit(writer, clock.now(), [{ type: 'authenticator.removed', outcome: 'changed', actor, userId, detail }]);
    return true;
  });
  if (isDone && authenticator?.holdsCodes === true) await oneTimeCodes.removeOneTimeCodes(userId, actor);
  return { kind: isDone ? 'done' : 'not-found' };
}

/** Removes every authenticator of a person. */
export async function removeAllOf(ports: AuthenticatorPorts, userId: string, actor: string): Promise<void> {
  for (const { id } of await authenticatorsOf(ports.database, userId)) await removeOwn(ports, { userId, id, actor });
}
