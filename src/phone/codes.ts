/** One-time codes of an account (RFC 6238), from the address of their secret. */
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { hotp } from '#protocol/otp/hotp.ts';
import { totpStep } from '#protocol/otp/totp.ts';
import type { HmacDigest, PhoneCrypto } from './phone-ports.ts';

/** What an address says. */
export interface CodeSecret {
  readonly secret: Uint8Array;
  readonly digest: HmacDigest;
  readonly digits: number;
  /** Seconds that a code lasts. */
  readonly period: number;
}

/** A code and how long it lasts. */
export interface ShownCode {
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number;
}

/** Reads an address (`otpauth://totp/...`, the "Key Uri Format"); undefined when it is none that we can show. */
export function parseCodeSecret(uri: string): CodeSecret | undefined {
  const [, query] = /^otpauth:\/\/totp\/[^?#]{1,600}\?([^#]{1,600})$/.exec(uri) ?? [];
  if (query === undefined) return undefined;
  const pairs = query.split('&').map((pair) => pair.split('=', 2) as [string, string | undefined]);
  const values = new Map(pairs);
  if (values.size !== pairs.length) return undefined;
  const secret = fromBase32(values.get('secret') ?? '');
  const digest = (values.get('algorithm') ?? 'SHA1').toLowerCase();
  const digits = Number(values.get('digits') ?? '6');
  const period = Number(values.get('period') ?? '30');
  if (secret === undefined || secret.length < 10 || !isDigest(digest)) return undefined;
  if (![6, 7, 8].includes(digits) || !Number.isInteger(period) || period < 15 || period > 300) return undefined;
  return { secret, digest, digits, period };
}

/** The code of a moment. @param now milliseconds since 1970 */
export async function codeAt(crypto: Pick<PhoneCrypto, 'hmac'>, from: CodeSecret, now: number): Promise<ShownCode> {
  const { secret, digest, digits, period } = from;
  const step = totpStep(now, period);
  const moving = new Uint8Array(8);
  new DataView(moving.buffer).setBigUint64(0, BigInt(step));
  const mac = await crypto.hmac(digest, secret, moving);
  return { code: hotp(() => mac, secret, step, { digest, digits }), validUntil: (step + 1) * period * 1000 };
}

function isDigest(name: string): name is HmacDigest {
  return name === 'sha1' || name === 'sha256' || name === 'sha512';
}
