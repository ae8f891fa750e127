/** Logins by the method `OpenID` (macOS 27): the window, the token exchange, then always the key service. */
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import { openKeychainWithKey } from '../keychain/login-keychain.ts';
import { findAccount, isPassword } from '../local-accounts/local-accounts.ts';
import { replaceLocalPassword } from '../local-accounts/password-sync.ts';
import type { MacParts } from '../mac-parts.ts';
import type { UserConfiguration } from '../mac-state.ts';
import { type AgentContext, agentContext } from './agent-context.ts';
import { type LoginGrant, login } from './login.ts';
import { bindKey, keepGrant, recoverKey, requireUser } from './sign-in.ts';
import { refreshTokenOf } from './token-store.ts';
import { type AnswerPages, signInOnWeb } from './web-window.ts';

/** What came of a window and its login. */
export interface WebLogin {
  readonly context: AgentContext;
  readonly grant: LoginGrant;
  readonly syncedPassword: string | undefined;
}

/**
 * Lets somebody sign in on the web and exchanges what comes of it for tokens.
 * @param user undefined for somebody who has no account here
 * @throws {PlatformSsoError}
 */
export async function loginOnWeb(
  mac: MacParts,
  user: UserConfiguration | undefined,
  {
    name,
    occasion,
    answerPages,
  }: { readonly name: string; readonly occasion: Occasion; readonly answerPages: AnswerPages },
): Promise<WebLogin> {
  const context = { ...agentContext(mac, user, name, occasion), byWeb: true };
  const { callback, syncedPassword } = await signInOnWeb(context, answerPages);
  const previous = user && refreshTokenOf(mac, user);
  const grant = await login(context, { kind: 'web', callback }, previous);
  mac.quirks.remember('last callback', callback);
  return { context, grant, syncedPassword };
}

/**
 * The same for somebody who is registered; then the key service opens the login keychain, and a password that the pages gave
 * becomes the local one. @throws {PlatformSsoError}
 */
export async function loginUserOnWeb(mac: MacParts, shortName: string, occasion: Occasion, answerPages: AnswerPages) {
  const user = requireUser(mac, shortName);
  const name = user.loginUserName ?? shortName;
  const { context, grant, syncedPassword } = await loginOnWeb(mac, user, { name, occasion, answerPages });
  keepGrant(mac, context, shortName, grant, true);
  return settleWebLogin(mac, shortName, context, syncedPassword);
}

/** What is done with a web login on the Mac itself. @throws {PlatformSsoError} those of the key service */
export async function settleWebLogin(
  mac: MacParts,
  shortName: string,
  context: AgentContext,
  syncedPassword: string | undefined,
) {
  const user = requireUser(mac, shortName);
  const key = await recoverKey(mac, user, context);
  const keychain = mac.state.loginKeychains[shortName];
  if (key && keychain) openKeychainWithKey(keychain, key, mac.keychains);
  const account = findAccount(mac.state.accounts, shortName);
  const differs = account !== undefined && syncedPassword !== undefined && !isPassword(account, syncedPassword);
  const outcome = differs ? replaceLocalPassword(mac, shortName, syncedPassword, key) : ('untouched' as const);
  const unlockKeyBound = await bindKey(mac, shortName, user, context);
  return { localPasswordReplaced: differs, keychain: outcome, unlockKeyBound };
}
