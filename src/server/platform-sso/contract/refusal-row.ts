/** A row of the table of refusals: a request with one thing wrong, and how it must be answered. */
import type { RefusalCode } from '../refusal.ts';
import type { Reply } from './reply.ts';
import type { Provider, ProviderOptions } from './test-provider.ts';

/** Which address is asked, by the name that its audit events carry. */
export type Purpose =
  | 'token'
  | 'registration-window'
  | 'registration-sign-in'
  | 'device-registration'
  | 'user-registration'
  | 'web-sign-in';

/** A refusal, and what provokes it. */
export interface RefusalRow {
  readonly code: RefusalCode;
  /** 401 is for wrong credentials alone. */
  readonly status: 400 | 401 | 403 | 409 | 429 | 503;
  /** What is wrong, as the end of the sentence "… is refused". */
  readonly title: string;
  readonly purpose?: Purpose;
  /** Answered with a page for the person, in place of JSON for a program. */
  readonly page?: boolean;
  /** What the audit event must say of the reason. */
  readonly reason?: string;
  /** Settings of a provider of its own. */
  readonly options?: ProviderOptions;
  readonly provoke: (provider: Provider) => Promise<Reply>;
}
