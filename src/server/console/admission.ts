/**
 * Who asks: the person of a browser's session, while it and their right last. Another site can act for nobody: a request
 * counts only with a header that no form can send and no other origin may (Fetch, "CORS-preflight fetch"), from a page of
 * ours by what browsers say of themselves (`Sec-Fetch-Site`, `Origin`), and with a cookie that is `SameSite=Strict`.
 */
import type { User } from '#server/directory/directory.ts';
import type { ConsolePorts } from './ports.ts';
import { readCookie } from './cookies.ts';
import { endSession, findSession, idleLife, isUseDue, type Session, touchSession, wholeLife } from './sessions.ts';

/** What a request brings of it. */
export interface ConsoleRequest {
  readonly cookie: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  /** The value of the header that marks requests of the console: `active`, or `idle` when nobody touched it for a while. */
  readonly header: string | undefined;
  readonly method: string;
}

/** What the person may do: everything, or look. */
export type ConsoleRole = 'admin' | 'auditor';

/** A session with what it is good for. */
export interface ConsoleCaller {
  readonly session: Session;
  readonly user: User;
  readonly role: ConsoleRole;
  /** When it ends if nobody touches the console any more. */
  readonly expiresAt: number;
}

/** Whether a request is somebody's. */
export type Admission =
  | { readonly kind: 'admitted'; readonly caller: ConsoleCaller }
  /** `missing`: no cookie. `ended`: over, or its person has lost the right. `foreign`: not from our pages. */
  | { readonly kind: 'refused'; readonly reason: 'missing' | 'ended' | 'foreign'; readonly userId?: string };

/** What a person may do in the console. */
export function roleOf({ state, administrator, auditor }: User): ConsoleRole | undefined {
  if (state !== 'active') return undefined;
  if (administrator) return 'admin';
  return auditor ? 'auditor' : undefined;
}

/** Recognises a request of the interface. */
export async function recognise(ports: ConsolePorts, request: ConsoleRequest): Promise<Admission> {
  if (!isOurs(request, ports.origin)) return { kind: 'refused', reason: 'foreign' };
  return recogniseCookie(ports, request.cookie, request.header === 'active');
}

/** Recognises the session of a cookie. @param isTouched whether somebody is there */
export async function recogniseCookie(
  { database, people, clock }: ConsolePorts,
  cookie: string | undefined,
  isTouched: boolean,
): Promise<Admission> {
  const secret = readCookie(cookie, 'session');
  if (secret === undefined) return { kind: 'refused', reason: 'missing' };
  const now = clock.now();
  const session = await findSession(database, secret, now);
  if (session === undefined) return { kind: 'refused', reason: 'ended' };
  const user = await people.userById(session.userId);
  const role = user && roleOf(user);
  if (user === undefined || role === undefined) {
    // Gone for good: to give the right back brings back no session.
    await database.write((writer) => endSession(writer, session.id));
    return { kind: 'refused', reason: 'ended', userId: session.userId };
  }
  if (isTouched && isUseDue(session, now)) await database.write((writer) => touchSession(writer, session.id, now));
  const usedAt = isTouched ? now : session.usedAt;
  const expiresAt = Math.min(usedAt + idleLife, session.begunAt + wholeLife);
  return { kind: 'admitted', caller: { session, user, role, expiresAt } };
}

/** Browsers say where a request was begun; what changes something says its origin too (Fetch, "HTTP-network-or-cache fetch"). */
function isOurs({ origin, fetchSite, header, method }: ConsoleRequest, own: string): boolean {
  if (header !== 'active' && header !== 'idle') return false;
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return false;
  return method === 'GET' ? (origin ?? own) === own : origin === own;
}
