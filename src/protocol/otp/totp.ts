/** One-time passwords of the time: TOTP (RFC 6238). */
import { type Hmac, hotp, type OtpShape } from './hotp.ts';

/** How long a code lasts, in seconds, beside how it is made. */
export interface TotpShape extends OtpShape {
  readonly period: number;
}

/** What every authenticator knows. */
export const usualTotp: TotpShape = { digest: 'sha1', digits: 6, period: 30 };

/** The number of the period that a moment is in (RFC 6238 section 4.2). @param now milliseconds since 1970 */
export function totpStep(now: number, period: number): number {
  return Math.floor(now / 1000 / period);
}

/** The code of a moment. @param now milliseconds since 1970 */
export function totp(hmac: Hmac, key: Uint8Array, now: number, shape: TotpShape = usualTotp): string {
  return hotp(hmac, key, totpStep(now, shape.period), shape);
}

/**
 * The steps around a moment whose code this is: none, or in practice one. The step before and the step after count too,
 * for clocks that differ and for people who type slowly (RFC 6238 section 5.2). Each candidate is compared by `equal`,
 * whatever the others gave, so that time tells nothing.
 */
export function matchingSteps(
  candidates: { readonly code: string; readonly now: number; readonly shape: TotpShape },
  key: Uint8Array,
  { hmac, equal }: { readonly hmac: Hmac; readonly equal: (a: string, b: string) => boolean },
): readonly number[] {
  const { code, now, shape } = candidates;
  const present = totpStep(now, shape.period);
  return [present - 1, present, present + 1].filter((step) => equal(hotp(hmac, key, Math.max(step, 0), shape), code));
}
