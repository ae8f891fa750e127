/**
 * Refresh tokens. Each login begins a family; a refresh replaces the family's token, and the one before stays good for a
 * short grace, because key exchanges may be in flight with it, or its answer was lost. A second refresh with the one before
 * answers with a sibling of the first answer's token: whichever of the two the Mac kept is good, and its use replaces both.
 * A token that is older, or in other hands, ends the family.
 *
 * Text form: base64url of the family's id (16 bytes) and a secret (32). At rest: SHA-256 of the secrets.
 */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { concat } from '#protocol/encoding/bytes.ts';
import type { Clock } from '#runtime/clock.ts';
import { constantTimeEqual, nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** Whom a family belongs to, and which credential began it. */
export interface FamilyOwner {
  readonly deviceId: string;
  readonly userId: string;
  /** `password`, `web`, or the key id or certificate fingerprint in base64. */
  readonly credential: string;
  /** RFC 8176: how the person signed in, where the registration's method does not say it. */
  readonly amr?: readonly string[];
}

/** A token's text, read but not looked up. */
export interface PresentedToken {
  readonly familyId: Uint8Array;
  readonly secretHash: Uint8Array;
}

/** A token made but not yet stored. */
export interface NewToken extends PresentedToken {
  readonly text: string;
}

/** What a presented token is worth. `reused` and `foreign` must end the family. */
export type TokenOutcome =
  | {
      readonly kind: 'good';
      readonly owner: FamilyOwner;
      readonly familyId: Uint8Array;
      readonly current: boolean;
      /** When the login was that began the family, in milliseconds since 1970. */
      readonly begunAt: number;
      readonly expiresAt: number;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'reused'; readonly owner: FamilyOwner; readonly familyId: Uint8Array };

interface Row {
  readonly device_id: string;
  readonly user_id: string;
  readonly credential: string;
  readonly amr: string | null;
  readonly current_hash: Uint8Array;
  readonly sibling_hash: Uint8Array | null;
  readonly previous_hash: Uint8Array | null;
  readonly previous_sibling_hash: Uint8Array | null;
  readonly replaced_at: number | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

/** A token for a new family, or the next one of a given family. */
export function newToken(random: Random, familyId: Uint8Array = random.bytes(16)): NewToken {
  const secret = random.bytes(32);
  return { text: toBase64url(concat(familyId, secret)), familyId, secretHash: nodeCrypto.sha256(secret) };
}

/** Reads a token's text; undefined when it cannot be one of ours. */
export function parseToken(text: string): PresentedToken | undefined {
  const bytes = text.length === 64 ? fromBase64url(text) : undefined;
  return bytes && { familyId: bytes.subarray(0, 16), secretHash: nodeCrypto.sha256(bytes.subarray(16)) };
}

/** Looks a token up. @param graceSeconds how long a replaced token still works */
export async function findToken(
  reader: Reader,
  token: PresentedToken,
  graceSeconds: number,
  clock: Clock,
): Promise<TokenOutcome> {
  const row = await reader.get<Row>(
    `SELECT device_id, user_id, credential, amr, current_hash, sibling_hash, previous_hash, previous_sibling_hash, replaced_at,
      created_at, expires_at, revoked_at FROM refresh_family WHERE id = ?`,
    token.familyId,
  );
  if (!row) return { kind: 'unknown' };
  if (row.revoked_at !== null) return { kind: 'revoked' };
  const now = clock.now();
  if (row.expires_at <= now) return { kind: 'expired' };
  const { device_id: deviceId, user_id: userId, credential, amr } = row;
  const owner = { deviceId, userId, credential, ...(amr === null ? {} : { amr: amr.split(' ') }) };
  const { created_at: begunAt, expires_at: expiresAt } = row;
  const good = { kind: 'good', owner, familyId: token.familyId, begunAt, expiresAt } as const;
  if (isOneOf(token, row.current_hash, row.sibling_hash)) return { ...good, current: true };
  const inGrace = (row.replaced_at ?? 0) + graceSeconds * 1000 > now;
  if (inGrace && isOneOf(token, row.previous_hash, row.previous_sibling_hash)) return { ...good, current: false };
  return { kind: 'reused', owner, familyId: token.familyId };
}

function isOneOf({ secretHash }: PresentedToken, ...hashes: readonly (Uint8Array | null)[]): boolean {
  return hashes.some((hash) => hash !== null && constantTimeEqual(secretHash, hash));
}

/** Stores a new family with its first token. */
export async function beginFamily(
  writer: Writer,
  token: NewToken,
  owner: FamilyOwner,
  now: number,
  expiresAt: number,
): Promise<void> {
  await writer.run(
    `INSERT INTO refresh_family (id, device_id, user_id, credential, amr, current_hash, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    token.familyId,
    owner.deviceId,
    owner.userId,
    owner.credential,
    owner.amr?.join(' ') ?? null,
    token.secretHash,
    now,
    expiresAt,
  );
}

/**
 * Replaces a family's token. A current token goes into its grace together with its sibling; one that is in its grace
 * already stays there, for no longer than before, and the token of its first answer becomes the sibling of this one. A third
 * answer takes the place of the first. False when the family was revoked or moved on meanwhile.
 */
export async function rotateToken(
  writer: Writer,
  presented: PresentedToken,
  next: NewToken,
  times: { readonly now: number; readonly expiresAt: number },
): Promise<boolean> {
  const { secretHash: hash, familyId } = presented;
  const inGrace = '(previous_hash = ? OR previous_sibling_hash = ?)';
  // Assignments see the row as it was, so that their order is of no matter.
  const changed = await writer.run(
    `UPDATE refresh_family SET current_hash = ?, expires_at = ?,
      replaced_at = CASE WHEN ${inGrace} THEN replaced_at ELSE ? END,
      previous_hash = CASE WHEN ${inGrace} THEN previous_hash ELSE ? END,
      previous_sibling_hash = CASE WHEN ${inGrace} THEN previous_sibling_hash
        WHEN current_hash = ? THEN sibling_hash ELSE current_hash END,
      sibling_hash = CASE WHEN ${inGrace} THEN current_hash ELSE NULL END
      WHERE id = ? AND revoked_at IS NULL AND ? IN (current_hash, sibling_hash, previous_hash, previous_sibling_hash)`,
    next.secretHash,
    times.expiresAt,
    hash,
    hash,
    times.now,
    hash,
    hash,
    hash,
    hash,
    hash,
    hash,
    hash,
    hash,
    familyId,
    hash,
  );
  return changed === 1;
}

/** Whether a login still counts: what it began was not ended, and has not expired. */
export async function isFamilyLive(reader: Reader, familyId: Uint8Array, now: number): Promise<boolean> {
  const text = 'SELECT expires_at FROM refresh_family WHERE id = ? AND revoked_at IS NULL AND expires_at > ?';
  return (await reader.get<{ expires_at: number }>(text, familyId, now)) !== undefined;
}

/** Ends one family. */
export async function revokeFamily(writer: Writer, familyId: Uint8Array, now: number): Promise<void> {
  await writer.run('UPDATE refresh_family SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', now, familyId);
}

/**
 * Ends the families of a device, of a person (all, or those that a password began), or of a person on a device. Returns how
 * many ended.
 */
export async function revokeFamilies(
  writer: Writer,
  of: { deviceId?: string; userId?: string; credential?: 'password' },
  now: number,
): Promise<number> {
  const set = 'UPDATE refresh_family SET revoked_at = ? WHERE revoked_at IS NULL';
  if (of.deviceId !== undefined && of.userId !== undefined) {
    return writer.run(`${set} AND device_id = ? AND user_id = ?`, now, of.deviceId, of.userId);
  }
  if (of.deviceId !== undefined) return writer.run(`${set} AND device_id = ?`, now, of.deviceId);
  if (of.userId === undefined) return 0;
  // By way of the person's registrations, so that logins need not keep an index by person.
  const ofUser = `${set} AND user_id = ? AND device_id IN (SELECT device_id FROM user_registration WHERE user_id = ?)`;
  if (of.credential === undefined) return writer.run(ofUser, now, of.userId, of.userId);
  return writer.run(`${ofUser} AND credential = ?`, now, of.userId, of.userId, of.credential);
}

/** Counts families that count at a time. Without a person or a device there are none. */
export async function countFamilies(
  reader: Reader,
  { deviceId, userId }: { readonly deviceId?: string; readonly userId?: string },
  now: number,
): Promise<number> {
  const text = 'SELECT COUNT(*) AS live FROM refresh_family WHERE revoked_at IS NULL AND expires_at > ?';
  const count = async (sql: string, ...values: string[]) =>
    (await reader.get<{ live: number }>(`${text} AND ${sql}`, now, ...values))?.live ?? 0;
  if (deviceId !== undefined && userId !== undefined) return count('device_id = ? AND user_id = ?', deviceId, userId);
  if (deviceId !== undefined) return count('device_id = ?', deviceId);
  if (userId === undefined) return 0;
  const ofUser = 'user_id = ? AND device_id IN (SELECT device_id FROM user_registration WHERE user_id = ?)';
  return count(ofUser, userId, userId);
}
