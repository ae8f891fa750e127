/** Authenticators as they are stored: the phones of people, each known by its public key. */
import type { Reader, Writer } from '#server/store/database.ts';

/** An authenticator. A removed one stays, so that its phone can be told. */
export interface Authenticator {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** Whether its answers must say that the person unlocked the app. */
  readonly unlockRequired: boolean;
  readonly state: 'active' | 'locked' | 'removed';
  /** Of its last request. */
  readonly counter: number;
  /** When, by its own clock, it signed that. */
  readonly lastSignedAt: number;
  readonly lastSeenAt: number;
  /** Whether the person's one-time codes were made for it. */
  readonly holdsCodes: boolean;
  readonly createdAt: number;
  /** When its key was seen to be copied. */
  readonly lockedAt: number | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly unlock_required: number;
  readonly state: Authenticator['state'];
  readonly counter: number;
  readonly last_signed_at: number;
  readonly last_seen_at: number;
  readonly holds_codes: number;
  readonly created_at: number;
  readonly locked_at: number | null;
}

const columns = `SELECT id, user_id, name, public_key, unlock_required, state, counter, last_signed_at, last_seen_at,
  holds_codes, created_at, locked_at FROM authenticator`;

/** Any authenticator, also a removed one. */
export async function findAuthenticator(reader: Reader, id: string): Promise<Authenticator | undefined> {
  const row = await reader.get<Row>(`${columns} WHERE id = ?`, id);
  return row && fromRow(row);
}

/** Those of a person that were not removed, the oldest first. */
export async function authenticatorsOf(reader: Reader, userId: string): Promise<readonly Authenticator[]> {
  const text = `${columns} WHERE user_id = ? AND state <> 'removed' ORDER BY created_at, id`;
  return (await reader.all<Row>(text, userId)).map(fromRow);
}

/** Those whose keys were seen to be copied, the oldest first; a hundred at most. */
export async function lockedAuthenticators(reader: Reader): Promise<readonly Authenticator[]> {
  return (await reader.all<Row>(`${columns} WHERE state = 'locked' ORDER BY locked_at, id LIMIT 100`)).map(fromRow);
}

/** Whether a person has one that can answer. */
export async function hasActive(reader: Reader, userId: string): Promise<boolean> {
  const text = `SELECT id FROM authenticator WHERE user_id = ? AND state = 'active' LIMIT 1`;
  return (await reader.get(text, userId)) !== undefined;
}

/** A new authenticator. */
export type NewAuthenticator = Pick<
  Authenticator,
  'id' | 'userId' | 'name' | 'publicKey' | 'unlockRequired' | 'createdAt'
> & { readonly keyHash: string };

/** Stores an authenticator; false when its key is one of another, also of a removed one. */
export async function putAuthenticator(writer: Writer, wish: NewAuthenticator): Promise<boolean> {
  const changed = await writer.run(
    `INSERT INTO authenticator (id, user_id, name, public_key, key_hash, unlock_required, state, counter,
      last_signed_at, last_seen_at, holds_codes, created_at) VALUES (?, ?, ?, ?, ?, ?, 'active', 0, 0, ?, 0, ?)
      ON CONFLICT (key_hash) DO NOTHING`,
    wish.id,
    wish.userId,
    wish.name,
    wish.publicKey,
    wish.keyHash,
    wish.unlockRequired ? 1 : 0,
    wish.createdAt,
    wish.createdAt,
  );
  return changed === 1;
}

/** Notes that the person's one-time codes were made for this one. */
export async function markCodes(writer: Writer, id: string): Promise<void> {
  await writer.run('UPDATE authenticator SET holds_codes = 1 WHERE id = ?', id);
}

/** Renames; false when there is no such authenticator of the person. */
export async function renameAuthenticator(writer: Writer, userId: string, id: string, name: string): Promise<boolean> {
  const text = `UPDATE authenticator SET name = ? WHERE id = ? AND user_id = ? AND state <> 'removed'`;
  return (await writer.run(text, name, id, userId)) === 1;
}

/** Removes, with everything that wakes it; false when there is no such authenticator of the person. */
export async function removeAuthenticator(writer: Writer, userId: string, id: string): Promise<boolean> {
  const text = `UPDATE authenticator SET state = 'removed' WHERE id = ? AND user_id = ? AND state <> 'removed'`;
  if ((await writer.run(text, id, userId)) === 0) return false;
  await writer.run('DELETE FROM authenticator_push WHERE authenticator_id = ?', id);
  await writer.run('DELETE FROM authenticator_ticket WHERE authenticator_id = ?', id);
  return true;
}

/** Takes a counter that goes forward; false for one that does not, or when the authenticator is not active. */
export async function takeCounter(
  writer: Writer,
  taken: { readonly id: string; readonly counter: number; readonly signedAt: number; readonly now: number },
): Promise<boolean> {
  const text = `UPDATE authenticator SET counter = ?, last_signed_at = ?, last_seen_at = ?
    WHERE id = ? AND counter < ? AND state = 'active'`;
  return (await writer.run(text, taken.counter, taken.signedAt, taken.now, taken.id, taken.counter)) === 1;
}

/** Locks; false when it was not active. */
export async function lockAuthenticator(writer: Writer, id: string, now: number): Promise<boolean> {
  const text = `UPDATE authenticator SET state = 'locked', locked_at = ? WHERE id = ? AND state = 'active'`;
  return (await writer.run(text, now, id)) === 1;
}

/** Uses a nonce up; false when it was used (single use, across nodes). */
export async function useNonce(writer: Writer, id: string, nonce: string, expiresAt: number): Promise<boolean> {
  const text = `INSERT INTO authenticator_nonce (authenticator_id, nonce, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (authenticator_id, nonce) DO NOTHING`;
  return (await writer.run(text, id, nonce, expiresAt)) === 1;
}

function fromRow(row: Row): Authenticator {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    publicKey: row.public_key,
    unlockRequired: row.unlock_required === 1,
    state: row.state,
    counter: row.counter,
    lastSignedAt: row.last_signed_at,
    lastSeenAt: row.last_seen_at,
    holdsCodes: row.holds_codes === 1,
    createdAt: row.created_at,
    lockedAt: row.locked_at ?? undefined,
  };
}
