import type { WindowSignIn } from '../sso-extension/sso-extension.ts';
import type { Attendant } from '../web-view/attendant.ts';

/** What the person answers; see the Mac's public face. */
export interface Answers {
  readonly localPassword?: string;
  readonly signIn?: WindowSignIn | Attendant;
  readonly organisationPassword?: (userName: string) => Promise<string | undefined>;
  readonly pin?: string;
}
