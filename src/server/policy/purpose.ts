/** The words of signing in that every feature shares: what it is for, and what is shown. */
import type { factorMethods, purposes } from '#api/policy.ts';

/** What a sign-in is for. `account` is the person's own page, `console` that of administrators. */
export type Purpose = (typeof purposes)[number];

/** What somebody shows for themselves. `mac`: the single sign-on extension has proven the Mac and its person. */
export type FactorMethod = (typeof factorMethods)[number];

/** What is known of the Mac that a sign-in comes from. A browser that is on no known Mac is none of the three. */
export interface DeviceFacts {
  /** Platform SSO knows its keys. */
  readonly registered: boolean;
  /** It is under device management. */
  readonly managed: boolean;
  /** Its maker has vouched for its hardware. */
  readonly attested: boolean;
}

/** A browser that is on no Mac that we know. */
export const unknownDevice: DeviceFacts = { registered: false, managed: false, attested: false };
