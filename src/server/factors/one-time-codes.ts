/** Secrets of one-time codes: one for a person at most, sealed, and which step was used last. */
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';

interface Row {
  readonly user_id: string;
  readonly sealed: Uint8Array;
}

/** Whether a person has codes. */
export async function hasSecret(reader: Reader, userId: string): Promise<boolean> {
  return (await findRow(reader, userId)) !== undefined;
}

/** The secret of a person. */
export async function findSecret(reader: Reader, sealer: Sealer, userId: string): Promise<Uint8Array | undefined> {
  const row = await findRow(reader, userId);
  return row && sealer.open(row.sealed, contextOf(userId));
}

/** Stores a secret; false when the person has one. */
export async function putSecret(
  writer: Writer,
  sealer: Sealer,
  wish: { readonly userId: string; readonly secret: Uint8Array; readonly now: number },
): Promise<boolean> {
  const changed = await writer.run(
    `INSERT INTO factor_one_time_code (user_id, sealed, last_step, created_at) VALUES (?, ?, 0, ?)
      ON CONFLICT (user_id) DO NOTHING`,
    wish.userId,
    sealer.seal(wish.secret, contextOf(wish.userId)),
    wish.now,
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

/** Seals up to a number of secrets after a person under the newest master key. `last` is undefined at the end. */
export async function resealSecrets(
  writer: Writer,
  sealer: Sealer,
  after: string,
  most: number,
): Promise<{ readonly changed: number; readonly last: string | undefined }> {
  const rows = await writer.all<Row>(
    'SELECT user_id, sealed FROM factor_one_time_code WHERE user_id > ? ORDER BY user_id LIMIT ?',
    after,
    most,
  );
  let changed = 0;
  for (const { user_id: userId, sealed } of rows) {
    if (sealer.isCurrent(sealed)) continue;
    const anew = sealer.seal(sealer.open(sealed, contextOf(userId)), contextOf(userId));
    const text = 'UPDATE factor_one_time_code SET sealed = ? WHERE user_id = ? AND sealed = ?';
    changed += await writer.run(text, anew, userId, sealed);
  }
  return { changed, last: rows.length < most ? undefined : rows.at(-1)?.user_id };
}

function findRow(reader: Reader, userId: string): Promise<Row | undefined> {
  return reader.get<Row>('SELECT user_id, sealed FROM factor_one_time_code WHERE user_id = ?', userId);
}

function contextOf(userId: string): string {
  return `factor_one_time_code:${userId}`;
}
