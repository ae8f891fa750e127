/**
 * What authorises registrations: a token for one Mac, which an administrator makes and the profile carries, or an access
 * token of a person who signed in in the extension's window. Both are random, short-lived and hashed at rest.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A secret made but not yet stored. */
export interface NewSecret {
  readonly text: string;
  readonly hash: Uint8Array;
}

/** 32 random bytes as text, and the hash that is kept. */
export function newSecret(random: Random): NewSecret {
  const text = toBase64url(random.bytes(32));
  return { text, hash: hashOf(text) };
}

/** What is kept of a secret: its SHA-256. */
export function hashOf(text: string): Uint8Array {
  return nodeCrypto.sha256(utf8(text));
}

/** Stores a Mac's token. */
export async function putRegistrationToken(
  writer: Writer,
  token: NewSecret,
  serialNumber: string,
  expiresAt: number,
): Promise<void> {
  await writer.run(
    'INSERT INTO registration_token (hash, serial_number, expires_at) VALUES (?, ?, ?)',
    token.hash,
    serialNumber,
    expiresAt,
  );
}

/** What a Mac's token is worth. */
export type RegistrationTokenOutcome = 'good' | 'unknown' | 'expired' | 'spent' | 'foreign';

/**
 * Spends a token on a key. The same key may come again with it (its answer was lost), another may not.
 * @param keyId SHA-256 of the device signing key
 */
export async function spendRegistrationToken(
  writer: Writer,
  text: string,
  of: { readonly serialNumber: string; readonly keyId: Uint8Array },
  clock: Clock,
): Promise<RegistrationTokenOutcome> {
  const hash = hashOf(text);
  const row = await writer.get<{ serial_number: string; expires_at: number; used_by: Uint8Array | null }>(
    'SELECT serial_number, expires_at, used_by FROM registration_token WHERE hash = ?',
    hash,
  );
  if (!row) return 'unknown';
  if (row.serial_number !== of.serialNumber) return 'foreign';
  if (row.used_by) return equals(row.used_by, of.keyId) ? 'good' : 'spent';
  if (row.expires_at <= clock.now()) return 'expired';
  const spent = await writer.run(
    'UPDATE registration_token SET used_by = ? WHERE hash = ? AND used_by IS NULL',
    of.keyId,
    hash,
  );
  return spent === 1 ? 'good' : 'spent';
}

/** A person's access token as it is stored. */
export interface AccessTokenGrant {
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The only Mac that it counts for: one of a sign-in during setup. */
  readonly serialNumber?: string;
  /** Whether it may replace the keys of that Mac, which may have been erased since it registered. */
  readonly replacesKeys?: boolean;
}

/** Stores a person's access token for registrations. */
export async function putAccessToken(
  writer: Writer,
  hash: Uint8Array,
  { userId, expiresAt, serialNumber, replacesKeys = false }: AccessTokenGrant,
): Promise<void> {
  await writer.run(
    `INSERT INTO registration_access_token (hash, user_id, expires_at, serial_number, replaces_keys)
      VALUES (?, ?, ?, ?, ?)`,
    hash,
    userId,
    expiresAt,
    serialNumber ?? null,
    replacesKeys ? 1 : 0,
  );
}

/** What a person's access token is worth to a Mac. */
export type AccessTokenOutcome =
  | { readonly kind: 'good'; readonly userId: string; readonly ofSetup: boolean; readonly replacesKeys: boolean }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'foreign'; readonly userId: string };

/** Looks a person's access token up, for the Mac that brings it. */
export async function checkAccessToken(
  reader: Reader,
  text: string,
  serialNumber: string,
  clock: Clock,
): Promise<AccessTokenOutcome> {
  const row = await reader.get<{
    user_id: string;
    expires_at: number;
    serial_number: string | null;
    replaces_keys: number;
  }>(
    'SELECT user_id, expires_at, serial_number, replaces_keys FROM registration_access_token WHERE hash = ?',
    hashOf(text),
  );
  if (!row || row.expires_at <= clock.now()) return { kind: 'invalid' };
  if (row.serial_number !== null && row.serial_number !== serialNumber) return { kind: 'foreign', userId: row.user_id };
  const ofSetup = row.serial_number !== null;
  return { kind: 'good', userId: row.user_id, ofSetup, replacesKeys: ofSetup && row.replaces_keys === 1 };
}
