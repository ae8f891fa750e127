/** The person answers the Mac's question before a passkey is made or used: a finger on Touch ID, or the account's password. */
import { isPassword, requireAccount } from '../local-accounts/local-accounts.ts';
import type { MacParts } from '../mac-parts.ts';

/** What is asked. */
export interface PasskeyQuestion {
  readonly ceremony: 'create' | 'get';
  readonly relyingParty: string;
  /** Names of the accounts that there are passkeys for; the one to be made when creating. */
  readonly userNames: readonly string[];
}

/** What the person does. */
export type PasskeyConsent =
  | { readonly kind: 'touch-id'; readonly userName?: string }
  | { readonly kind: 'password'; readonly password: string; readonly userName?: string };

/** Whoever sits there. Undefined: the sheet is closed. */
export type AskForConsent = (question: PasskeyQuestion) => Promise<PasskeyConsent | undefined>;

/** macOS asks three times for a password. */
const tries = 3;

/** The consent of a person who is who they should be, or undefined. */
export async function verifiedConsent(
  mac: MacParts,
  person: string,
  ask: AskForConsent,
  question: PasskeyQuestion,
): Promise<PasskeyConsent | undefined> {
  const account = requireAccount(mac.state.accounts, person);
  for (let count = 0; count < tries; count += 1) {
    const consent = await ask(question);
    if (consent === undefined || consent.kind === 'touch-id') return consent;
    if (isPassword(account, consent.password)) return consent;
  }
  return undefined;
}
