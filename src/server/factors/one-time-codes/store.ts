/** Secrets of one-time codes: one for a person at most, sealed, and which step was used last. */
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { SealedRows } from '../sealed-rows.ts';

interface Row {
  readonly user_id: string;
  readonly sealed: Uint8Array;
}

/** A secret of a person. */
export interface SecretEntry {
  readonly userId: string;
  readonly secret: Uint8Array;
  /** The step whose code was used already; 0 for none. */
  readonly lastStep: number;
  readonly now: number;
}

/** The secrets as they are sealed. */
export const sealedSecrets: SealedRows = {
  walk: 'SELECT user_id, sealed FROM factor_one_time_code WHERE user_id > ? ORDER BY user_id LIMIT ?',
  replace: 'UPDATE factor_one_time_code SET sealed = ? WHERE user_id = ? AND sealed = ?',
  contextOf: (userId) => `factor_one_time_code:${userId}`,
};

/** Whether a person has codes. */
export async function hasSecret(reader: Reader, userId: string): Promise<boolean> {
  return (await findRow(reader, userId)) !== undefined;
}

/** The secret of a person. */
export async function findSecret(reader: Reader, sealer: Sealer, userId: string): Promise<Uint8Array | undefined> {
  const row = await findRow(reader, userId);
  return row && sealer.open(row.sealed, sealedSecrets.contextOf(userId));
}

/** Stores a secret; false when the person has one. */
export async function putSecret(writer: Writer, sealer: Sealer, entry: SecretEntry): Promise<boolean> {
  const { userId, secret, lastStep, now } = entry;
  const changed = await writer.run(
    `INSERT INTO factor_one_time_code (user_id, sealed, last_step, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (user_id) DO NOTHING`,
    userId,
    sealer.seal(secret, sealedSecrets.contextOf(userId)),
    lastStep,
    now,
  );
  return changed === 1;
}

/** Uses a step up; false when it, or a later one, was used: a code counts once (RFC 6238 section 5.2). */
export async function useStep(writer: Writer, userId: string, step: number): Promise<boolean> {
  const text = 'UPDATE factor_one_time_code SET last_step = ? WHERE user_id = ? AND last_step < ?';
  return (await writer.run(text, step, userId, step)) === 1;
}

/** Forgets a secret; false when there is none. */
export async function removeSecret(writer: Writer, userId: string): Promise<boolean> {
  return (await writer.run('DELETE FROM factor_one_time_code WHERE user_id = ?', userId)) === 1;
}

function findRow(reader: Reader, userId: string): Promise<Row | undefined> {
  return reader.get<Row>('SELECT user_id, sealed FROM factor_one_time_code WHERE user_id = ?', userId);
}
