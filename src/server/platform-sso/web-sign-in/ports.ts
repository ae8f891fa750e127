/** The organisation's sign-in pages, as a web sign-in uses them. */
import type { User } from '#server/directory/directory.ts';
import type { PageAnswer } from '#server/pages/page.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { FactorMethod, Purpose } from '#server/policy/purpose.ts';

/** Somebody before the pages. */
export interface Visitor {
  readonly id: string;
  readonly purpose: Purpose;
  readonly target: string;
  readonly serialNumber: string;
  readonly title: string;
  readonly reason: string;
  readonly userName: string;
  readonly fixedUserId?: string;
  readonly address: string;
  readonly formTargets: readonly string[];
  readonly url: string;
  readonly query: URLSearchParams;
  readonly languages: string | undefined;
  /** A password that is typed here may become that of the account on the Mac. */
  readonly syncsPassword: boolean;
}

/** Who signed in, and with what. */
export interface WebSignedIn {
  readonly user: User;
  readonly methods: readonly FactorMethod[];
  /** RFC 8176. */
  readonly amr: readonly string[];
}

/** What came of a visit. */
export type VisitAnswer =
  | { readonly kind: 'page'; readonly answer: PageAnswer }
  | { readonly kind: 'signed-in'; readonly signedIn: WebSignedIn }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unreadable' | 'foreign' };

/** The pages. */
export interface SignInPages {
  show(visitor: Visitor): Promise<VisitAnswer>;
  submit(visitor: Visitor, sent: SentForm): Promise<VisitAnswer>;
}
