/** One-time passwords of a counter: HOTP (RFC 4226). */

/** Hash functions of one-time passwords. Authenticators know `sha1` all, the others some. */
export type OtpDigest = 'sha1' | 'sha256' | 'sha512';

/** HMAC (RFC 2104). */
export type Hmac = (digest: OtpDigest, key: Uint8Array, data: Uint8Array) => Uint8Array;

/** How codes are made. */
export interface OtpShape {
  readonly digest: OtpDigest;
  /** Decimal digits of a code: 6 to 8. */
  readonly digits: number;
}

/** The code of a counter (RFC 4226 section 5.3). `counter` is a whole number up to 2^53. */
export function hotp(hmac: Hmac, key: Uint8Array, counter: number, { digest, digits }: OtpShape): string {
  const moving = new Uint8Array(8);
  new DataView(moving.buffer).setBigUint64(0, BigInt(counter));
  const mac = hmac(digest, key, moving);
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const view = new DataView(mac.buffer, mac.byteOffset, mac.byteLength);
  // The first bit is left out, so that signed and unsigned arithmetic agree.
  const truncated = view.getUint32(offset) & 0x7f_ff_ff_ff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}
