/**
 * Authorization codes of web sign-ins, at rest: hashed, good for one minute and one login, and kept for a while after that,
 * so that whoever brings one again ends what it gave.
 */
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import { type Callback, encodeCallback } from '#protocol/platform-sso/web-sign-in/callback.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { hashOf } from '../registration-tokens.ts';

/** How long a code is good, in milliseconds. */
export const codeLife = 60_000;
/** How long a code is remembered, in milliseconds: a replay within this time ends what the code gave. */
const codeMemory = 3_600_000;

/** Whom a code belongs to, and what for. */
export interface CodeFacts {
  readonly deviceId: string;
  readonly userId: string;
  readonly occasion: Occasion;
  /** RFC 8176: how the person signed in. */
  readonly amr: readonly string[];
  /** Whether a change of the password ends what the code gives. */
  readonly byPassword: boolean;
}

/** A code that was found. */
export interface FoundCode extends CodeFacts {
  readonly codeHash: Uint8Array;
  /** SHA-256 of the whole callback. */
  readonly callbackHash: Uint8Array;
  readonly expiresAt: number;
  readonly consumed: boolean;
  /** The refresh family that the code gave. */
  readonly familyId: Uint8Array | undefined;
}

interface Row {
  readonly device_id: string;
  readonly user_id: string;
  readonly occasion: Occasion;
  readonly amr: string;
  readonly by_password: number;
  readonly callback_hash: Uint8Array;
  readonly expires_at: number;
  readonly consumed_at: number | null;
  readonly family_id: Uint8Array | null;
}

/** SHA-256 of a whole callback, however its letters were escaped on the way. */
export function callbackHash(callback: Callback): Uint8Array {
  return hashOf(encodeCallback(callback));
}

/** Stores a code. */
export async function putCode(writer: Writer, callback: Callback, facts: CodeFacts, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO web_sign_in_code (code_hash, callback_hash, device_id, user_id, occasion, amr, by_password, expires_at,
      kept_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    hashOf(callback.code),
    callbackHash(callback),
    facts.deviceId,
    facts.userId,
    facts.occasion,
    facts.amr.join(' '),
    facts.byPassword ? 1 : 0,
    now + codeLife,
    now + codeMemory,
  );
}

/** Looks a code up; used codes are found, too. */
export async function findCode(reader: Reader, code: string): Promise<FoundCode | undefined> {
  const codeHash = hashOf(code);
  const row = await reader.get<Row>(
    `SELECT device_id, user_id, occasion, amr, by_password, callback_hash, expires_at, consumed_at, family_id
      FROM web_sign_in_code WHERE code_hash = ?`,
    codeHash,
  );
  return (
    row && {
      codeHash,
      callbackHash: row.callback_hash,
      deviceId: row.device_id,
      userId: row.user_id,
      occasion: row.occasion,
      amr: row.amr.split(' ').filter((word) => word !== ''),
      byPassword: row.by_password === 1,
      expiresAt: row.expires_at,
      consumed: row.consumed_at !== null,
      familyId: row.family_id ?? undefined,
    }
  );
}

/** Uses a code, once. True for the first caller only, on any node; durable with the writer's unit. */
export async function consumeCode(
  writer: Writer,
  codeHash: Uint8Array,
  familyId: Uint8Array | undefined,
  now: number,
): Promise<boolean> {
  const text = `UPDATE web_sign_in_code SET consumed_at = ?, family_id = ?
    WHERE code_hash = ? AND consumed_at IS NULL AND expires_at > ?`;
  return (await writer.run(text, now, familyId ?? null, codeHash, now)) === 1;
}
