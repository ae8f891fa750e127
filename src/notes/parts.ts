/** What the rules of Notes work with, put together once in `notes.ts`. */
import type { IdentityServer } from './identity-server.ts';
import type { LogoutTokens } from './logout-tokens.ts';
import type { NoteBook } from './note-book.ts';
import type { Sessions } from './sessions.ts';

/** The parts. */
export interface NotesParts {
  readonly url: string;
  readonly identityServer: IdentityServer;
  readonly sessions: Sessions;
  readonly book: NoteBook;
  readonly logoutTokens: LogoutTokens;
  readonly say: (sentence: string) => void;
}

/** Addresses that the identity server must know. */
export function addressesOf(url: string) {
  return {
    callback: `${url}/callback`,
    signedOut: `${url}/signed-out`,
    backChannelLogout: `${url}/back-channel-logout`,
  };
}
