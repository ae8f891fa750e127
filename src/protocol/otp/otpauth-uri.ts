/**
 * The URI by which an authenticator takes a secret over, mostly as a picture (`otpauth://totp/...`). Source: the "Key Uri
 * Format" of Google Authenticator, which Apple's Passwords and the others follow.
 */
import { toUnpaddedBase32 } from '../encoding/base32.ts';
import type { TotpShape } from './totp.ts';

/** What it says. A secret as a whole. */
export interface OtpauthWish {
  /** Who checks the codes; shown to the person. */
  readonly issuer: string;
  /** Whose codes they are. */
  readonly account: string;
  readonly secret: Uint8Array;
  readonly shape: TotpShape;
}

/** Writes the URI. A colon parts issuer and account, so neither keeps one of its own. */
export function encodeOtpauthUri({ issuer, account, secret, shape }: OtpauthWish): string {
  const [by, of] = [issuer, account].map((text) => encodeURIComponent(text.replaceAll(':', ' ')));
  const { digest, digits, period } = shape;
  return (
    `otpauth://totp/${by}:${of}?secret=${toUnpaddedBase32(secret)}&issuer=${by}` +
    `&algorithm=${digest.toUpperCase()}&digits=${digits}&period=${period}`
  );
}
