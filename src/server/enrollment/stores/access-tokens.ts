/** Access tokens: what a Mac gets for a sign-in and shows once when it asks for its profile. Hashed at rest. */
import type { Reader, Writer } from '#server/store/database.ts';
import { hashOf } from './attempts.ts';

/** How long a Mac has to show the token, in milliseconds: it does so at once. */
export const accessTokenLife = 600_000;

/** Stores a token. */
export async function putAccessToken(
  writer: Writer,
  token: { readonly text: string; readonly serialNumber: string; readonly userId: string },
  now: number,
): Promise<void> {
  await writer.run(
    'INSERT INTO enrollment_access_token (hash, serial_number, user_id, expires_at) VALUES (?, ?, ?, ?)',
    hashOf(token.text),
    token.serialNumber,
    token.userId,
    now + accessTokenLife,
  );
}

/** What a token is worth. */
export type AccessTokenVerdict =
  | { readonly kind: 'good'; readonly userId: string }
  | {
      readonly kind: 'refused';
      readonly code: 'access_token_unknown' | 'access_token_foreign' | 'access_token_expired' | 'access_token_used';
      readonly userId?: string;
    };

interface Row {
  readonly serial_number: string;
  readonly user_id: string;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** Looks at a token, and uses nothing. */
export async function checkAccessToken(
  reader: Reader,
  text: string,
  serialNumber: string,
  now: number,
): Promise<AccessTokenVerdict> {
  const row = await reader.get<Row>(
    'SELECT serial_number, user_id, expires_at, used_at FROM enrollment_access_token WHERE hash = ?',
    hashOf(text),
  );
  if (!row) return { kind: 'refused', code: 'access_token_unknown' };
  const { user_id: userId } = row;
  if (row.serial_number !== serialNumber) return { kind: 'refused', code: 'access_token_foreign', userId };
  if (row.used_at !== null) return { kind: 'refused', code: 'access_token_used', userId };
  if (row.expires_at <= now) return { kind: 'refused', code: 'access_token_expired', userId };
  return { kind: 'good', userId };
}

/** Uses a token; false when somebody was faster. */
export async function useAccessToken(writer: Writer, text: string, now: number): Promise<boolean> {
  const update = 'UPDATE enrollment_access_token SET used_at = ? WHERE hash = ? AND used_at IS NULL';
  return (await writer.run(update, now, hashOf(text))) === 1;
}

/** Forgets what ended before a moment. */
export async function removeAccessTokens(writer: Writer, before: number): Promise<void> {
  await writer.run('DELETE FROM enrollment_access_token WHERE expires_at <= ?', before);
}
