/**
 * Sessions of the person's own pages: who is signed in, in this browser, and how they proved it. The browser holds a random
 * value, the store its SHA-256. A session ends after half an hour without a page, after twelve hours whatever happens, and
 * with its person.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { type PersonSession, sessionName } from '#server/http/person-session.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A session. Times are milliseconds since 1970. */
export interface Session {
  /** Names it in the store, and in nothing that a browser sees. */
  readonly hash: Uint8Array;
  readonly userId: string;
  readonly methods: readonly FactorMethod[];
  /** When the last of them was given. */
  readonly provedAt: number;
  readonly begunAt: number;
  readonly usedAt: number;
}

/** Where a session is begun: what the browser calls itself, and the network address. */
export interface SessionPlace {
  readonly browser: string | undefined;
  readonly address: string | undefined;
}

interface Row {
  readonly hash: Uint8Array;
  readonly user_id: string;
  readonly methods: string;
  readonly proved_at: number;
  readonly begun_at: number;
  readonly used_at: number;
  readonly browser: string | null;
  readonly address: string | null;
}

/** Without a page for so long, a session is over: in milliseconds. */
export const idleLife = 1_800_000;
/** However it is used. */
const wholeLife = 43_200_000;
/** How old the stored time of the last page may be. */
const usedPrecision = 60_000;

/** A new value for a cookie. */
export function newSecret(random: Random): string {
  return toBase64url(random.bytes(32));
}

/** Begins a session, and ends the one that this browser had: a value never outlives a sign-in. @returns its name */
export async function beginSession(
  writer: Writer,
  secret: string,
  session: Omit<Session, 'hash' | 'usedAt'> & SessionPlace,
  former: Uint8Array | undefined,
): Promise<Uint8Array> {
  if (former) await endSession(writer, former);
  const hash = hashOf(secret);
  await writer.run(
    `INSERT INTO account_session (hash, user_id, methods, proved_at, begun_at, used_at, browser, address)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    hash,
    session.userId,
    session.methods.join(' '),
    session.provedAt,
    session.begunAt,
    session.begunAt,
    session.browser ?? null,
    session.address ?? null,
  );
  return hash;
}

const columns = 'hash, user_id, methods, proved_at, begun_at, used_at, browser, address';

/** The session of a cookie's value, if it is not over. */
export async function findSession(
  reader: Reader,
  secret: string,
  now: number,
): Promise<(Session & SessionPlace) | undefined> {
  const text = `SELECT ${columns} FROM account_session
    WHERE hash = ? AND used_at > ? AND begun_at > ?`;
  const row = await reader.get<Row>(text, hashOf(secret), now - idleLife, now - wholeLife);
  return (
    row && {
      hash: row.hash,
      userId: row.user_id,
      methods: row.methods.split(' ') as FactorMethod[],
      provedAt: row.proved_at,
      begunAt: row.begun_at,
      usedAt: row.used_at,
      browser: row.browser ?? undefined,
      address: row.address ?? undefined,
    }
  );
}

/** The sessions of a person that are not over. */
export async function sessionsOf(reader: Reader, userId: string, now: number): Promise<readonly PersonSession[]> {
  const text = `SELECT ${columns} FROM account_session WHERE user_id = ? AND used_at > ? AND begun_at > ?`;
  const rows = await reader.all<Row>(text, userId, now - idleLife, now - wholeLife);
  return rows.map((row) => ({
    id: sessionName(row.hash),
    purpose: 'account' as const,
    browser: row.browser ?? undefined,
    address: row.address ?? undefined,
    begunAt: row.begun_at,
    usedAt: row.used_at,
    applications: [],
  }));
}

/** What a session is called in lists. */
export function ownSessionName({ hash }: Pick<Session, 'hash'>): string {
  return sessionName(hash);
}

/** Ends the session of a person that is called so. @returns whether it was there */
export async function endSessionNamed(writer: Writer, userId: string, id: string): Promise<boolean> {
  const text = 'SELECT hash FROM account_session WHERE user_id = ?';
  const rows = await writer.all<Pick<Row, 'hash'>>(text, userId);
  const found = rows.find(({ hash }) => sessionName(hash) === id);
  if (found) await endSession(writer, found.hash);
  return found !== undefined;
}

/** Whether the time of the last page is to be written again. */
export function isUseDue({ usedAt }: Session, now: number): boolean {
  return usedAt + usedPrecision <= now;
}

/** Writes when the last page was shown. */
export async function touchSession(writer: Writer, { hash }: Session, now: number): Promise<void> {
  await writer.run('UPDATE account_session SET used_at = ? WHERE hash = ? AND used_at < ?', now, hash, now);
}

/** Adds to what a session was begun with. When that was stays as it is. */
export async function strengthenSession(
  writer: Writer,
  { hash, methods }: Session,
  method: FactorMethod,
): Promise<void> {
  const all = [...new Set([...methods, method])].join(' ');
  await writer.run('UPDATE account_session SET methods = ? WHERE hash = ?', all, hash);
}

/** Ends a session. */
export async function endSession(writer: Writer, hash: Uint8Array): Promise<void> {
  await writer.run('DELETE FROM account_session WHERE hash = ?', hash);
}

/** Ends every session of a person. */
export async function endSessionsOf(writer: Writer, userId: string): Promise<void> {
  await writer.run('DELETE FROM account_session WHERE user_id = ?', userId);
}

/** Forgets sessions that are over. */
export async function removeEndedSessions(writer: Writer, now: number): Promise<void> {
  await writer.run('DELETE FROM account_session WHERE used_at <= ?', now - idleLife);
  await writer.run('DELETE FROM account_session WHERE begun_at <= ?', now - wholeLife);
}

function hashOf(secret: string): Uint8Array {
  return nodeCrypto.sha256(utf8(secret));
}
