/** Sign-ins under way: each has an unguessable id, which stands in addresses, and belongs to one Mac. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { EnrollingMac } from '../deliver-profile.ts';

/** How long the addresses of a sign-in last, in milliseconds: a package is fetched and installed before it. */
export const attemptLife = 3_600_000;

/** How a sign-in ends: with a token for the Mac (`platform-sso`), or with the profile (`web`). */
export type SignInLane = 'platform-sso' | 'web';

/** A sign-in under way. */
export interface Attempt {
  readonly id: string;
  readonly lane: SignInLane;
  readonly mac: EnrollingMac;
  /** Whether Apple gave the enrollment address to this very Mac. */
  readonly isOwnAddress: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Row {
  readonly lane: SignInLane;
  readonly serial_number: string;
  readonly udid: string;
  readonly product: string;
  readonly os_version: string | null;
  readonly own_address: number;
  readonly expires_at: number;
}

/** 256 bits as text. */
export function newId(random: Random): string {
  return toBase64url(random.bytes(32));
}

/** What is kept of an id or a token: its SHA-256. */
export function hashOf(text: string): Uint8Array {
  return nodeCrypto.sha256(utf8(text));
}

/** Notes that a sign-in begins. */
export async function putAttempt(
  writer: Writer,
  attempt: Pick<Attempt, 'id' | 'lane' | 'mac' | 'isOwnAddress'>,
  now: number,
): Promise<void> {
  const { SERIAL, UDID, PRODUCT, OS_VERSION } = attempt.mac;
  await writer.run(
    `INSERT INTO enrollment_attempt (hash, lane, serial_number, udid, product, os_version, own_address, created_at,
      expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    hashOf(attempt.id),
    attempt.lane,
    SERIAL,
    UDID,
    PRODUCT,
    OS_VERSION ?? null,
    attempt.isOwnAddress ? 1 : 0,
    now,
    now + attemptLife,
  );
}

/** A sign-in by its id, over or not. */
export async function findAttempt(reader: Reader, id: string): Promise<Attempt | undefined> {
  const row = await reader.get<Row>(
    `SELECT lane, serial_number, udid, product, os_version, own_address, expires_at
      FROM enrollment_attempt WHERE hash = ?`,
    hashOf(id),
  );
  if (!row) return undefined;
  const { serial_number: SERIAL, udid: UDID, product: PRODUCT, os_version: version } = row;
  return {
    id,
    lane: row.lane,
    mac: { SERIAL, UDID, PRODUCT, ...(version === null ? {} : { OS_VERSION: version }) },
    isOwnAddress: row.own_address === 1,
    expiresAt: row.expires_at,
  };
}

/** Forgets what ended before a moment. */
export async function removeAttempts(writer: Writer, before: number): Promise<void> {
  await writer.run('DELETE FROM enrollment_attempt WHERE expires_at <= ?', before);
}
