/** What a proven Mac changes about a browser's session. */
import type { ProvenMac } from '../context.ts';
import { macSessionOf } from './mac-session.ts';

/** A session as it came with the request. */
export interface PresentSession {
  readonly name: string;
  readonly userId: string | undefined;
  /** When the person proved who they are, in seconds since 1970. */
  readonly authTime: number | undefined;
}

/** What the application said of whom it expects; undefined where it said nothing. */
export interface Expectation {
  readonly hintedUserId: string | undefined;
  readonly tokenHintUserId: string | undefined;
}

/** Somebody is signed in by the proof, stays signed in, or the proof is left alone and the usual course goes on. */
export type Decision =
  | { readonly kind: 'begin' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'stay' }
  | { readonly kind: 'leave'; readonly reason: 'another_person_expected' | 'another_person_signed_in' };

/**
 * Decides. Whoever signed in by hand stays who they are: a proof fills an empty session, and one that this Mac began. What is
 * expected by the application is never answered with another person.
 */
export function decide(session: PresentSession, mac: ProvenMac, expected: Expectation): Decision {
  const { id } = mac.user;
  const others = [expected.hintedUserId, expected.tokenHintUserId].filter((userId) => (userId ?? id) !== id);
  if (others.length > 0) return { kind: 'leave', reason: 'another_person_expected' };
  const began = macSessionOf(session.name);
  if (session.userId === undefined || (began && began.deviceId !== mac.deviceId)) return { kind: 'begin' };
  if (session.userId !== id) return { kind: 'leave', reason: 'another_person_signed_in' };
  if (!began) return { kind: 'stay' };
  return mac.authTime > (session.authTime ?? 0) ? { kind: 'refresh' } : { kind: 'stay' };
}
