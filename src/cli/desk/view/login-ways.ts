/** With what the login window and the lock screen of a Mac let in. */
import type { LoginWay } from '#api/desk/view.ts';
import type { MacState } from '#mac/mac-state.ts';
import { traitsOf } from '#mac/macos/versions.ts';
import { platformSsoDictionary, platformSsoPayload, texts } from '#mac/terminal/app-sso/profile-payload.ts';

/** @param user whom the lock screen is of; undefined: the login window, for anybody */
export function loginWays(state: MacState, user: string | undefined): readonly LoginWay[] {
  return [
    'password',
    ...(hasCardFor(state, user) ? (['smart-card'] as const) : []),
    ...(signsInOnWeb(state, user) ? (['web'] as const) : []),
  ];
}

/** A card in the reader that is somebody's. */
function hasCardFor({ smartCards }: MacState, user: string | undefined): boolean {
  const hash = smartCards.known.find(({ id }) => id === smartCards.inserted)?.publicKeyHash;
  return smartCards.pairings.some(
    ({ publicKeyHash, shortName }) => publicKeyHash === hash && (user === undefined || shortName === user),
  );
}

function signsInOnWeb(state: MacState, user: string | undefined): boolean {
  if (!traitsOf(state.macos).webLogin) return false;
  const users = user === undefined ? Object.values(state.platformSso.users) : [state.platformSso.users[user]];
  return users.some((one) => one?.loginType === 'OpenID') || (user === undefined && makesAccountsBy(state, 'OpenID'));
}

/** Whether the login window makes accounts for people of the organisation. */
export function makesAccounts(state: MacState): boolean {
  return makesAccountsBy(state, 'Password') || makesAccountsBy(state, 'OpenID');
}

function makesAccountsBy(state: MacState, method: 'Password' | 'OpenID'): boolean {
  const plan = platformSsoDictionary(platformSsoPayload(state.profiles));
  if (!traitsOf(state.macos).accountCreation || plan['EnableCreateUserAtLogin'] !== true) return false;
  const named = texts(plan['NewUserAuthenticationMethods']);
  return named.length === 0 ? method === 'Password' : named.includes(method);
}
