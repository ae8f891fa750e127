/**
 * Sessions of the console: who is signed in, in this browser. The browser holds a random value, the store its SHA-256. A
 * session ends after an hour in which nobody touched the console, after twelve hours whatever happens, and with its person.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { PersonSession } from '#server/http/person-session.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A session. Times are milliseconds since 1970. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** What was proved, as the policy names it. */
  readonly methods: readonly string[];
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
  readonly id: string;
  readonly user_id: string;
  readonly methods: string;
  readonly proved_at: number;
  readonly begun_at: number;
  readonly used_at: number;
}

/** Untouched for so long, a session is over: in milliseconds. */
export const idleLife = 3_600_000;
/** However it is used. */
export const wholeLife = 43_200_000;
/** How old the stored time of the last use may be. */
const usedPrecision = 60_000;

const columns = 'id, user_id, methods, proved_at, begun_at, used_at';

/** A new value for a cookie. */
export function newSecret(random: Random): string {
  return toBase64url(random.bytes(32));
}

/** Begins a session, and ends the one that this browser had: a value never outlives a sign-in. */
export async function beginSession(
  writer: Writer,
  secrets: { readonly next: string; readonly former: string | undefined },
  session: Omit<Session, 'usedAt'> & SessionPlace,
): Promise<void> {
  if (secrets.former !== undefined) {
    await writer.run('DELETE FROM console_session WHERE hash = ?', hashOf(secrets.former));
  }
  await writer.run(
    `INSERT INTO console_session (hash, ${columns}, browser, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    hashOf(secrets.next),
    session.id,
    session.userId,
    session.methods.join(' '),
    session.provedAt,
    session.begunAt,
    session.begunAt,
    session.browser ?? null,
    session.address ?? null,
  );
}

/** A name for a session. */
export function newSessionId(random: Random): string {
  return uuidFrom(random.bytes(16));
}

/** The session of a cookie's value, if it is not over. */
export async function findSession(reader: Reader, secret: string, now: number): Promise<Session | undefined> {
  const text = `SELECT ${columns} FROM console_session WHERE hash = ? AND used_at > ? AND begun_at > ?`;
  const row = await reader.get<Row>(text, hashOf(secret), now - idleLife, now - wholeLife);
  return row && sessionOf(row);
}

/** Sessions of a person that are not over, the newest first. */
export async function sessionsOf(reader: Reader, userId: string, now: number): Promise<readonly Session[]> {
  const text = `SELECT ${columns} FROM console_session WHERE user_id = ? AND used_at > ? AND begun_at > ?
    ORDER BY begun_at DESC`;
  const rows = await reader.all<Row>(text, userId, now - idleLife, now - wholeLife);
  return rows.map(sessionOf);
}

/** The same, as people see their sessions. */
export async function personSessionsOf(reader: Reader, userId: string, now: number): Promise<readonly PersonSession[]> {
  const text = `SELECT ${columns}, browser, address FROM console_session
    WHERE user_id = ? AND used_at > ? AND begun_at > ?`;
  type PlacedRow = Row & { readonly browser: string | null; readonly address: string | null };
  const rows = await reader.all<PlacedRow>(text, userId, now - idleLife, now - wholeLife);
  return rows.map(({ id, browser, address, begun_at: begunAt, used_at: usedAt }) => ({
    id,
    purpose: 'console' as const,
    browser: browser ?? undefined,
    address: address ?? undefined,
    begunAt,
    usedAt,
    applications: [],
  }));
}

/** Ends a session of a person. @returns whether it was there */
export async function endSessionOf(writer: Writer, userId: string, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM console_session WHERE id = ? AND user_id = ?', id, userId)) > 0;
}

/** Whether the time of the last use is to be written again. */
export function isUseDue({ usedAt }: Session, now: number): boolean {
  return usedAt + usedPrecision <= now;
}

/** Writes when it was used. */
export async function touchSession(writer: Writer, id: string, now: number): Promise<void> {
  await writer.run('UPDATE console_session SET used_at = ? WHERE id = ? AND used_at < ?', now, id, now);
}

/** Ends a session. @returns whether there was one */
export async function endSession(writer: Writer, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM console_session WHERE id = ?', id)) > 0;
}

/** Ends every session of a person. */
export async function endSessionsOf(writer: Writer, userId: string): Promise<void> {
  await writer.run('DELETE FROM console_session WHERE user_id = ?', userId);
}

/** Forgets sessions that are over. */
export async function removeEndedSessions(writer: Writer, now: number): Promise<void> {
  await writer.run('DELETE FROM console_session WHERE used_at <= ?', now - idleLife);
  await writer.run('DELETE FROM console_session WHERE begun_at <= ?', now - wholeLife);
}

function sessionOf(row: Row): Session {
  return {
    id: row.id,
    userId: row.user_id,
    methods: row.methods.split(' '),
    provedAt: row.proved_at,
    begunAt: row.begun_at,
    usedAt: row.used_at,
  };
}

function hashOf(secret: string): Uint8Array {
  return nodeCrypto.sha256(utf8(secret));
}
