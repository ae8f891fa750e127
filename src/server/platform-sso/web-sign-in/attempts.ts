/** Web sign-ins under way, at rest: what the Mac asked for, until somebody has signed in. Ids are secrets and stand hashed. */
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { hashOf } from '../registration-tokens.ts';

/** One that is under way. */
export interface WebAttempt {
  readonly deviceId: string;
  readonly state: string;
  readonly occasion: Occasion;
  readonly loginHint: string | undefined;
  /** The only person who may sign in. */
  readonly fixedUserId: string | undefined;
}

/** How long somebody may take to sign in, in milliseconds. */
export const attemptLife = 600_000;

interface Row {
  readonly device_id: string;
  readonly state: string;
  readonly occasion: Occasion;
  readonly login_hint: string | null;
  readonly fixed_user_id: string | null;
}

/** Stores one. */
export async function putAttempt(writer: Writer, id: string, attempt: WebAttempt, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO web_sign_in_attempt (id_hash, device_id, state, occasion, login_hint, fixed_user_id, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    hashOf(id),
    attempt.deviceId,
    attempt.state,
    attempt.occasion,
    attempt.loginHint ?? null,
    attempt.fixedUserId ?? null,
    now + attemptLife,
  );
}

/** One that has not ended. */
export async function findAttempt(reader: Reader, id: string, now: number): Promise<WebAttempt | undefined> {
  const row = await reader.get<Row>(
    `SELECT device_id, state, occasion, login_hint, fixed_user_id FROM web_sign_in_attempt
      WHERE id_hash = ? AND expires_at > ?`,
    hashOf(id),
    now,
  );
  return (
    row && {
      deviceId: row.device_id,
      state: row.state,
      occasion: row.occasion,
      loginHint: row.login_hint ?? undefined,
      fixedUserId: row.fixed_user_id ?? undefined,
    }
  );
}

/** Ends one. True for the first who ends it. */
export async function endAttempt(writer: Writer, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM web_sign_in_attempt WHERE id_hash = ?', hashOf(id))) === 1;
}
