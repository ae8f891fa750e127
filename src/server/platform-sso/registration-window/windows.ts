/**
 * Registration windows at rest: what each was opened with, and, once somebody has signed in, its code. The ids stand in
 * addresses, so a cookie of the window must come with them: whoever is sent such an address cannot sign in for another.
 */
import type { Reader, Writer } from '#server/store/database.ts';
import { hashOf } from '../registration-tokens.ts';

/** How long somebody may take to sign in, and how long the code is good, in milliseconds. */
export const windowLife = 900_000;
/** How long the code is good, in milliseconds. */
export const codeLife = 60_000;

/** A window that is open. */
export interface RegistrationWindow {
  readonly codeChallenge: Uint8Array;
  readonly state: string;
  readonly serialNumber: string;
  readonly loginHint: string | undefined;
}

interface Row {
  readonly code_challenge: Uint8Array;
  readonly state: string;
  readonly serial_number: string;
  readonly login_hint: string | null;
}

/** Stores one. */
export async function putWindow(
  writer: Writer,
  { id, cookie }: { readonly id: string; readonly cookie: string },
  window: RegistrationWindow,
  now: number,
): Promise<void> {
  await writer.run(
    `INSERT INTO registration_window (id_hash, cookie_hash, code_challenge, state, serial_number, login_hint, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    hashOf(id),
    hashOf(cookie),
    window.codeChallenge,
    window.state,
    window.serialNumber,
    window.loginHint ?? null,
    now + windowLife,
  );
}

/** One that is open, for who brings its cookie. */
export async function findWindow(
  reader: Reader,
  id: string,
  cookie: string,
  now: number,
): Promise<RegistrationWindow | undefined> {
  const row = await reader.get<Row>(
    `SELECT code_challenge, state, serial_number, login_hint FROM registration_window
      WHERE id_hash = ? AND cookie_hash = ? AND expires_at > ? AND code_hash IS NULL`,
    hashOf(id),
    hashOf(cookie),
    now,
  );
  return (
    row && {
      codeChallenge: row.code_challenge,
      state: row.state,
      serialNumber: row.serial_number,
      loginHint: row.login_hint ?? undefined,
    }
  );
}

/** Ends one with a code. True for the first who ends it. */
export async function endWindow(
  writer: Writer,
  id: string,
  { code, userId }: { readonly code: string; readonly userId: string },
  now: number,
): Promise<boolean> {
  const text = `UPDATE registration_window SET code_hash = ?, user_id = ?, expires_at = ?
    WHERE id_hash = ? AND code_hash IS NULL`;
  return (await writer.run(text, hashOf(code), userId, now + codeLife, hashOf(id))) === 1;
}

/** What a code is worth. */
export interface WindowCode {
  readonly userId: string;
  readonly codeChallenge: Uint8Array;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Takes a code away, whatever becomes of it: it can be tried once. */
export async function takeCode(writer: Writer, code: string): Promise<WindowCode | undefined> {
  const [row] = await writer.all<{ user_id: string; code_challenge: Uint8Array; expires_at: number }>(
    'DELETE FROM registration_window WHERE code_hash = ? RETURNING user_id, code_challenge, expires_at',
    hashOf(code),
  );
  return row && { userId: row.user_id, codeChallenge: row.code_challenge, expiresAt: row.expires_at };
}
