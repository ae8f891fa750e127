/** What falls due now and then: sightings are written, and what has expired is removed. */
import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';

/** How long an earlier login's tokens outlive a newer login of the same person on the same Mac, in milliseconds. */
const supersededAfter = 3_600_000;
/** Rows that one unit removes at most, so that logins do not wait behind a large clean-up. */
const rowsPerUnit = 500;

const expired = [
  'DELETE FROM consumed_nonce WHERE (expires_at, id) IN (SELECT expires_at, id FROM consumed_nonce WHERE expires_at <= ? LIMIT ?)',
  'DELETE FROM registration_access_token WHERE hash IN (SELECT hash FROM registration_access_token WHERE expires_at <= ? LIMIT ?)',
  'DELETE FROM registration_window WHERE id_hash IN (SELECT id_hash FROM registration_window WHERE expires_at <= ? LIMIT ?)',
  'DELETE FROM refresh_family WHERE id IN (SELECT id FROM refresh_family WHERE expires_at <= ? LIMIT ?)',
  'DELETE FROM web_sign_in_attempt WHERE id_hash IN (SELECT id_hash FROM web_sign_in_attempt WHERE expires_at <= ? LIMIT ?)',
  'DELETE FROM web_sign_in_code WHERE code_hash IN (SELECT code_hash FROM web_sign_in_code WHERE kept_until <= ? LIMIT ?)',
] as const;

const superseded = `DELETE FROM refresh_family WHERE id IN (SELECT f.id FROM refresh_family f WHERE f.created_at <= ?
  AND EXISTS (SELECT 1 FROM refresh_family n WHERE n.device_id = f.device_id AND n.user_id = f.user_id
  AND n.created_at > f.created_at) LIMIT ?)`;

/**
 * Removes nonces after their end (with a margin for clocks of other nodes), tokens, codes and web sign-ins that have expired, and refresh families
 * that a newer login has replaced. Returns how many rows went.
 */
export async function removeExpired(database: Database, clock: Clock): Promise<number> {
  const now = clock.now();
  let removed = 0;
  for (const text of expired) removed += await drain(database, text, now - 60_000);
  return removed + (await drain(database, superseded, now - supersededAfter));
}

async function drain(database: Database, text: string, before: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const changed = await database.write((writer) => writer.run(text, before, rowsPerUnit));
    removed += changed;
    if (changed < rowsPerUnit) return removed;
  }
}
