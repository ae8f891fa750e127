/** What a consumer says of somebody who comes to sign in, and what it is told. */
import type { User } from '#server/directory/directory.ts';
import type { PageAnswer } from '#server/pages/page.ts';
import type { FactorMethod, Purpose } from '#server/policy/purpose.ts';

/** One way that somebody has proved to be somebody, and when. */
export interface Proof {
  readonly method: FactorMethod;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Somebody before our pages. */
export interface Visit {
  /** Unguessable, and of this one sign-in: it stands in an address, or is bound to a cookie, by the consumer. */
  readonly id: string;
  readonly purpose: Purpose;
  /** What is signed in to, in words: an application, or a Mac. It is shown to whoever approves it elsewhere. */
  readonly target: string;
  /** The Mac that this is about. */
  readonly serialNumber?: string;
  readonly title: string;
  /** Why the person is asked. */
  readonly reason: string;
  /** What stands in the field of the name. */
  readonly userName: string;
  /** Who signed in in this browser before, the last one first: user ids. */
  readonly remembered?: readonly string[];
  /** The only person who may sign in here. */
  readonly fixedUserId?: string;
  /** The fixed person is to confirm that it is they, with the strongest that they have, whatever less the policy asks for. */
  readonly confirms?: boolean;
  /** What is known already, of a session of this browser: only the rest is asked for. */
  readonly known?: { readonly userId: string; readonly proofs: readonly Proof[] };
  /** What the consumer would like to be told afterwards, `acr`; the least of them counts, where the person can reach it. */
  readonly wantedAcr?: readonly string[];
  /** Where the request comes from. */
  readonly address: string;
  /** Where forms may lead on to, beside ourselves: origins or schemes. */
  readonly formTargets: readonly string[];
  /** The window of a Mac: a password that is typed there may become that of the account on it (macOS 27). */
  readonly syncsPassword?: boolean;
  /** The address of these pages. */
  readonly url: string;
  /** The query of the request. */
  readonly query?: URLSearchParams;
  /** `Accept-Language` of the request. */
  readonly languages?: string | undefined;
}

/** What a session of a browser knows. */
export interface KnownSession {
  readonly userId: string;
  readonly proofs: readonly Proof[];
  readonly purpose: Purpose;
  readonly wantedAcr: readonly string[];
}

/** Who signed in, and with what. */
export interface SignedIn {
  readonly user: User;
  readonly methods: readonly FactorMethod[];
  /** How sure we are (OpenID Connect Core 1.0 section 2). */
  readonly acr: string;
  /** RFC 8176. */
  readonly amr: readonly string[];
  /** When the last of the proofs was given, in milliseconds since 1970. */
  readonly at: number;
}

/** What came of a visit. */
export type SignInAnswer =
  | { readonly kind: 'page'; readonly answer: PageAnswer }
  | { readonly kind: 'signed-in'; readonly signedIn: SignedIn }
  | { readonly kind: 'cancelled' }
  /** A form that is no text, or that does not come from these pages. */
  | { readonly kind: 'unreadable' | 'foreign' };
