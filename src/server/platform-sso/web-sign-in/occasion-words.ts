/** What each occasion of macOS 27 is in our own words: the purpose that the policy knows, and why the person is asked. */
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import type { Purpose } from '#server/policy/purpose.ts';

/** The words of one occasion. */
export interface OccasionWords {
  readonly purpose: Purpose;
  readonly reason: string;
}

/** Every occasion. */
export const occasionWords: Readonly<Record<Occasion, OccasionWords>> = {
  login: { purpose: 'login', reason: 'Sign in to log in to this Mac.' },
  unlock: { purpose: 'unlock', reason: 'Sign in to unlock this Mac.' },
  'auth-prompt': { purpose: 'unlock', reason: 'This Mac needs you to sign in again.' },
  elevation: { purpose: 'elevation', reason: 'Sign in to allow a change to this Mac.' },
  'create-user': { purpose: 'account-creation', reason: 'Sign in to get an account on this Mac.' },
  fallback: { purpose: 'login', reason: 'Sign in, since Touch ID cannot be used now.' },
  'password-change': { purpose: 'password-change', reason: 'Sign in to change your password.' },
  refresh: { purpose: 'login', reason: 'This Mac needs you to sign in again.' },
  'setup-assistant': { purpose: 'setup-assistant', reason: 'Sign in to set up this Mac.' },
  'temporary-session': { purpose: 'guest-session', reason: 'Sign in to use this Mac as a guest.' },
};

/** Occasions that belong to somebody who is on the Mac already. */
export const ofKnownPerson: ReadonlySet<Occasion> = new Set<Occasion>([
  'login',
  'unlock',
  'auth-prompt',
  'fallback',
  'password-change',
  'refresh',
]);
