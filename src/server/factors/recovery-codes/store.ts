/** Recovery codes as they are stored: the key of a person's set, sealed, and the hash of each code. */
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { SealedRows } from '../sealed-rows.ts';

/** A set of codes. */
export interface CodeSet {
  readonly userId: string;
  readonly key: Uint8Array;
  readonly digests: readonly Uint8Array[];
  readonly now: number;
}

/** The keys as they are sealed. */
export const sealedKeys: SealedRows = {
  walk: 'SELECT user_id, sealed FROM factor_recovery_set WHERE user_id > ? ORDER BY user_id LIMIT ?',
  replace: 'UPDATE factor_recovery_set SET sealed = ? WHERE user_id = ? AND sealed = ?',
  contextOf: (userId) => `factor_recovery_set:${userId}`,
};

/** The key of a person's codes. */
export async function findKey(reader: Reader, sealer: Sealer, userId: string): Promise<Uint8Array | undefined> {
  const text = 'SELECT sealed FROM factor_recovery_set WHERE user_id = ?';
  const row = await reader.get<{ readonly sealed: Uint8Array }>(text, userId);
  return row && sealer.open(row.sealed, sealedKeys.contextOf(userId));
}

/** How many codes of a person have not been used. */
export async function countUnused(reader: Reader, userId: string): Promise<number> {
  const text = 'SELECT COUNT(*) AS unused FROM factor_recovery_code WHERE user_id = ? AND used_at IS NULL';
  return (await reader.get<{ readonly unused: number }>(text, userId))?.unused ?? 0;
}

/** Uses a code up; false when there is none such, or it was used. */
export async function useCode(
  writer: Writer,
  { userId, digest, now }: { readonly userId: string; readonly digest: Uint8Array; readonly now: number },
): Promise<boolean> {
  const text = 'UPDATE factor_recovery_code SET used_at = ? WHERE user_id = ? AND digest = ? AND used_at IS NULL';
  return (await writer.run(text, now, userId, digest)) === 1;
}

/** Puts a set in the place of the former. Of two at once the later counts whole: the row of the key is what both wait for. */
export async function replaceSet(writer: Writer, sealer: Sealer, set: CodeSet): Promise<void> {
  const { userId, key, digests, now } = set;
  await writer.run(
    `INSERT INTO factor_recovery_set (user_id, sealed, made_at) VALUES (?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at`,
    userId,
    sealer.seal(key, sealedKeys.contextOf(userId)),
    now,
  );
  await removeCodes(writer, userId);
  for (const digest of digests) {
    await writer.run('INSERT INTO factor_recovery_code (user_id, digest) VALUES (?, ?)', userId, digest);
  }
}

/** Forgets the codes of a person. */
export async function removeSet(writer: Writer, userId: string): Promise<void> {
  await writer.run('DELETE FROM factor_recovery_set WHERE user_id = ?', userId);
  await removeCodes(writer, userId);
}

async function removeCodes(writer: Writer, userId: string): Promise<void> {
  await writer.run('DELETE FROM factor_recovery_code WHERE user_id = ?', userId);
}
