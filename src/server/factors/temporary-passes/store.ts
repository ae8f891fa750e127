/** Temporary passes as they are stored: one a person, hashed under a sealed key, with what is left of it. */
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { SealedRows } from '../sealed-rows.ts';

/** A pass as it is found. */
export interface StoredPass {
  readonly userId: string;
  readonly sealed: Uint8Array;
  readonly digest: Uint8Array;
  readonly uses: number;
  readonly used: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly givenAt: number;
  readonly givenBy: string;
}

/** A pass as it is made. */
export interface NewPass extends Omit<StoredPass, 'sealed' | 'used'> {
  readonly key: Uint8Array;
}

interface Row {
  readonly user_id: string;
  readonly sealed: Uint8Array;
  readonly digest: Uint8Array;
  readonly uses: number;
  readonly used: number;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly given_at: number;
  readonly given_by: string;
}

const columns = 'user_id, sealed, digest, uses, used, starts_at, ends_at, given_at, given_by';

/** The keys as they are sealed. */
export const sealedPassKeys: SealedRows = {
  walk: 'SELECT user_id, sealed FROM factor_temporary_pass WHERE user_id > ? ORDER BY user_id LIMIT ?',
  replace: 'UPDATE factor_temporary_pass SET sealed = ? WHERE user_id = ? AND sealed = ?',
  contextOf: (userId) => `factor_temporary_pass:${userId}`,
};

/** The pass of a person. */
export async function findPass(reader: Reader, userId: string): Promise<StoredPass | undefined> {
  const row = await reader.get<Row>(`SELECT ${columns} FROM factor_temporary_pass WHERE user_id = ?`, userId);
  return row && storedPass(row);
}

/** Passes in the order of the ids of their people, from after one on. */
export async function listPasses(reader: Reader, after: string, most: number): Promise<readonly StoredPass[]> {
  const text = `SELECT ${columns} FROM factor_temporary_pass WHERE user_id > ? ORDER BY user_id LIMIT ?`;
  return (await reader.all<Row>(text, after, most)).map(storedPass);
}

/** The key that a pass is hashed under. */
export function openKey(sealer: Sealer, { sealed, userId }: StoredPass): Uint8Array {
  return sealer.open(sealed, sealedPassKeys.contextOf(userId));
}

/** Stores a pass in the place of the former. */
export async function putPass(writer: Writer, sealer: Sealer, pass: NewPass): Promise<void> {
  await writer.run(
    `INSERT INTO factor_temporary_pass (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, digest = excluded.digest, uses = excluded.uses,
        used = excluded.used, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
        given_at = excluded.given_at, given_by = excluded.given_by`,
    pass.userId,
    sealer.seal(pass.key, sealedPassKeys.contextOf(pass.userId)),
    pass.digest,
    pass.uses,
    0,
    pass.startsAt,
    pass.endsAt,
    pass.givenAt,
    pass.givenBy,
  );
}

/** Takes one use of a pass; false when it does not count now, or not any more. */
export async function usePass(
  writer: Writer,
  { userId, digest, now }: { readonly userId: string; readonly digest: Uint8Array; readonly now: number },
): Promise<boolean> {
  const text = `UPDATE factor_temporary_pass SET used = used + 1
    WHERE user_id = ? AND digest = ? AND used < uses AND starts_at <= ? AND ends_at > ?`;
  return (await writer.run(text, userId, digest, now, now)) === 1;
}

/** Forgets the pass of a person; false when there is none. */
export async function removePass(writer: Writer, userId: string): Promise<boolean> {
  return (await writer.run('DELETE FROM factor_temporary_pass WHERE user_id = ?', userId)) === 1;
}

/** Forgets passes that ended before a time. */
export async function removeEndedPasses(writer: Writer, before: number): Promise<void> {
  await writer.run('DELETE FROM factor_temporary_pass WHERE ends_at <= ?', before);
}

function storedPass(row: Row): StoredPass {
  return {
    userId: row.user_id,
    sealed: row.sealed,
    digest: row.digest,
    uses: row.uses,
    used: row.used,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    givenAt: row.given_at,
    givenBy: row.given_by,
  };
}
