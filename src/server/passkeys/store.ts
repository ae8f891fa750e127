/** Passkeys in the store. The feature keeps public keys only: whoever reads the store can sign in nowhere. */
import type { Reader, Writer } from '#server/store/database.ts';

/** Who vouches for the model: nobody, the passkey itself, somebody whom we do not trust, or a trusted root. */
export type AttestationLevel = 'none' | 'self' | 'untrusted' | 'verified';

/** A passkey. Times are milliseconds since 1970. */
export interface StoredPasskey {
  /** Ours: short, for addresses and commands. */
  readonly id: string;
  /** The authenticator's, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** COSE_Key. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly attestation: AttestationLevel;
  readonly attestationFormat: string;
  /** Whether it may be copied to other devices of the person (flag BE). */
  readonly backupEligible: boolean;
  /** Whether it is (flag BS), as it said last. */
  readonly backedUp: boolean;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
  /** Since when it is locked, because its counter went back. */
  readonly lockedAt: number | undefined;
}

interface Row {
  readonly id: string;
  readonly credential_id: string;
  readonly user_id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: string;
  readonly aaguid: string;
  readonly attestation: AttestationLevel;
  readonly attestation_format: string;
  readonly backup_eligible: number;
  readonly backed_up: number;
  readonly name: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly locked_at: number | null;
}

const columns = `SELECT id, credential_id, user_id, public_key, counter, transports, aaguid, attestation,
  attestation_format, backup_eligible, backed_up, name, created_at, last_used_at, locked_at FROM passkey`;

/** A passkey by what the authenticator calls it. */
export async function findByCredential(reader: Reader, credentialId: string): Promise<StoredPasskey | undefined> {
  const row = await reader.get<Row>(`${columns} WHERE credential_id = ?`, credentialId);
  return row && passkeyOf(row);
}

/** A person's passkeys, the oldest first. */
export async function passkeysOf(reader: Reader, userId: string): Promise<readonly StoredPasskey[]> {
  return (await reader.all<Row>(`${columns} WHERE user_id = ? ORDER BY created_at, id`, userId)).map(passkeyOf);
}

/** Passkeys that are locked, the oldest lock first. */
export async function lockedPasskeys(reader: Reader, most: number): Promise<readonly StoredPasskey[]> {
  const text = `${columns} WHERE locked_at IS NOT NULL ORDER BY locked_at, id LIMIT ?`;
  return (await reader.all<Row>(text, most)).map(passkeyOf);
}

/** Whether a person has one that is not locked. */
export async function hasPasskey(reader: Reader, userId: string): Promise<boolean> {
  const text = 'SELECT id FROM passkey WHERE user_id = ? AND locked_at IS NULL LIMIT 1';
  return (await reader.get(text, userId)) !== undefined;
}

/** Stores a passkey, unless its credential id is here already or the person has `most`. */
export async function insertPasskey(
  writer: Writer,
  passkey: StoredPasskey,
  most: number,
): Promise<'inserted' | 'exists' | 'too-many'> {
  const count = await writer.get<{ count: number }>(
    'SELECT COUNT(*) AS count FROM passkey WHERE user_id = ?',
    passkey.userId,
  );
  if ((count?.count ?? 0) >= most) return 'too-many';
  const inserted = await writer.run(
    `INSERT INTO passkey (id, credential_id, user_id, public_key, counter, transports, aaguid, attestation,
      attestation_format, backup_eligible, backed_up, name, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    passkey.id,
    passkey.credentialId,
    passkey.userId,
    passkey.publicKey,
    passkey.counter,
    JSON.stringify(passkey.transports),
    passkey.aaguid,
    passkey.attestation,
    passkey.attestationFormat,
    Number(passkey.backupEligible),
    Number(passkey.backedUp),
    passkey.name,
    passkey.createdAt,
  );
  return inserted === 1 ? 'inserted' : 'exists';
}

/** Notes a use; false when the passkey is gone or locked, or its counter does not go up (section 7.2). */
export async function useCounter(
  writer: Writer,
  id: string,
  { counter, backedUp, now }: { readonly counter: number; readonly backedUp: boolean; readonly now: number },
): Promise<boolean> {
  const changed = await writer.run(
    `UPDATE passkey SET counter = ?, backed_up = ?, last_used_at = ? WHERE id = ? AND locked_at IS NULL
      AND (counter < ? OR (counter = 0 AND CAST(? AS BIGINT) = 0))`,
    counter,
    Number(backedUp),
    now,
    id,
    counter,
    counter,
  );
  return changed === 1;
}

/** Locks a passkey; false when it was, or is gone. */
export async function lockPasskey(writer: Writer, id: string, now: number): Promise<boolean> {
  return (await writer.run('UPDATE passkey SET locked_at = ? WHERE id = ? AND locked_at IS NULL', now, id)) === 1;
}

/** Gives a person's passkey another name; false when the person has no such one. */
export async function renamePasskey(writer: Writer, userId: string, id: string, name: string): Promise<boolean> {
  return (await writer.run('UPDATE passkey SET name = ? WHERE id = ? AND user_id = ?', name, id, userId)) === 1;
}

/** Removes a person's passkey; false when the person has no such one. */
export async function removePasskey(writer: Writer, userId: string, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM passkey WHERE id = ? AND user_id = ?', id, userId)) === 1;
}

/** Removes all that there is of a person. Returns how many passkeys went. */
export async function removeAllOf(writer: Writer, userId: string): Promise<number> {
  await writer.run('DELETE FROM passkey_user_handle WHERE user_id = ?', userId);
  return writer.run('DELETE FROM passkey WHERE user_id = ?', userId);
}

/** What authenticators know a person by; undefined for somebody who never began to add a passkey. */
export async function handleOf(reader: Reader, userId: string): Promise<string | undefined> {
  const text = 'SELECT handle FROM passkey_user_handle WHERE user_id = ?';
  return (await reader.get<{ handle: string }>(text, userId))?.handle;
}

/** The handle of a person, which is `proposal` if there is none yet. */
export async function keepHandle(writer: Writer, userId: string, proposal: string): Promise<string> {
  const text = 'INSERT INTO passkey_user_handle (user_id, handle) VALUES (?, ?) ON CONFLICT DO NOTHING';
  await writer.run(text, userId, proposal);
  return (await handleOf(writer, userId)) ?? proposal;
}

function passkeyOf(row: Row): StoredPasskey {
  return {
    id: row.id,
    credentialId: row.credential_id,
    userId: row.user_id,
    publicKey: Uint8Array.from(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    aaguid: row.aaguid,
    attestation: row.attestation,
    attestationFormat: row.attestation_format,
    backupEligible: row.backup_eligible === 1,
    backedUp: row.backed_up === 1,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
    lockedAt: row.locked_at ?? undefined,
  };
}
