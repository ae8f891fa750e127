/** Who asks: the session of a browser, while it and its person last. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { formToken } from '#server/pages/sent-form.ts';
import type { Account } from './account-ports.ts';
import { confirmationOf } from './assurance.ts';
import { readCookie } from './cookies.ts';
import type { Call } from './page.ts';
import { endSessionsOf, findSession, isUseDue, type Session, type SessionPlace, touchSession } from './sessions.ts';

/** What a request brings. */
export interface AccountRequest {
  /** The `cookie` header. */
  readonly cookie: string | undefined;
  readonly address: string;
  readonly query: URLSearchParams;
  readonly languages: string | undefined;
  /** `User-Agent`. */
  readonly userAgent: string | undefined;
}

/** The call of somebody who is signed in. */
export async function callOf(account: Account, { cookie, address }: AccountRequest): Promise<Call | undefined> {
  const { database, clock, people } = account.ports;
  const secret = readCookie(cookie, 'session');
  const session = secret === undefined ? undefined : await findSession(database, secret, clock.now());
  if (!session) return undefined;
  const user = await people.userById(session.userId);
  if (user?.state !== 'active') {
    // Gone for good: to let the person in again brings back no session.
    await database.write((writer) => endSessionsOf(writer, session.userId));
    return undefined;
  }
  const now = clock.now();
  if (isUseDue(session, now)) await database.write((writer) => touchSession(writer, session, now));
  return callIn(account, session, { user, address });
}

/** The call in a session. */
export async function callIn(
  account: Account,
  session: Session & SessionPlace,
  { user, address }: Pick<Call, 'user' | 'address'>,
): Promise<Call> {
  const attempt = toBase64url(session.hash);
  const has = await account.ports.signIns.methodsOf(user.id);
  const confirmation = confirmationOf(session, has, account.ports.clock.now());
  return { account, user, session, confirmation, formToken: formToken(account.formKey, attempt), attempt, address };
}
