/** What `app-sso platform -s` prints on a Mac, for the account that runs it. */
import type { MacState } from '../../mac-state.ts';
import { deviceBlock } from './device-block.ts';
import { loginBlock } from './login-block.ts';
import { type PlatformState, platformStateText } from './state-text.ts';
import { userBlock } from './user-block.ts';

/** The blocks. `user` is a short name, undefined at the login window; `time` is the Mac's, milliseconds since 1970. */
export function platformState(state: MacState, user: string | undefined, time: number): PlatformState {
  const tokens = user === undefined ? undefined : state.platformSso.users[user]?.tokens;
  return {
    time,
    device: deviceBlock(state, user, time),
    login: loginBlock(state, time),
    user: userBlock(state, user, time),
    tokens: tokens ? { receivedAt: tokens.received, expiresAt: tokens.expires } : undefined,
  };
}

/** The text of `app-sso platform -s`. */
export function appSsoState(state: MacState, user: string | undefined, time: number): string {
  return platformStateText(platformState(state, user, time));
}
