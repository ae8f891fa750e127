/** Accounts of a Mac with what stands behind their (i) in Users & Groups, and its smart cards. */
import type { AccountView, CardsView } from '#api/desk/view.ts';
import type { LocalAccount, LoginType, MacState } from '#mac/mac-state.ts';

/** As System Settings writes the methods. */
export const methodTitles: Readonly<Record<Exclude<LoginType, 'None'>, string>> = {
  Password: 'Password',
  UserSecureEnclaveKey: 'Secure Enclave',
  SmartCard: 'Smart Card',
  OpenID: 'Web sign-in',
};

/** The accounts. */
export function accountViews(state: MacState): readonly AccountView[] {
  return state.accounts.map((account) => ({
    shortName: account.shortName,
    fullName: account.fullName,
    isAdmin: account.admin,
    isHidden: account.hidden ?? false,
    platformSso: standing(state, account),
  }));
}

function standing({ platformSso }: MacState, { shortName }: LocalAccount): AccountView['platformSso'] {
  const user = platformSso.users[shortName];
  if (!user) return undefined;
  return {
    method: user.loginType === 'None' ? 'None' : methodTitles[user.loginType],
    loginUserName: user.loginUserName,
    state: user.state,
    isRegistered: user.state === 'Normal',
    lastLogin: user.lastLogin,
    tokensEnd: user.tokens?.expires,
  };
}

/** The cards, in the reader and in the drawer. */
export function cardsView({ smartCards }: MacState): CardsView {
  return {
    inserted: smartCards.inserted,
    known: smartCards.known.map(({ id, label, pinTriesLeft, publicKeyHash: hash }) => ({
      id,
      label,
      isBlocked: pinTriesLeft === 0,
      hash,
      pairedWith: smartCards.pairings.flatMap((pairing) => (pairing.publicKeyHash === hash ? [pairing.shortName] : [])),
    })),
  };
}
