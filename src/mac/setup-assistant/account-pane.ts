/**
 * The account pane and the way home. Names come from the identity provider (macOS 26 and later), from AccountConfiguration, or
 * from the person; the first account is an administrator unless the organisation says otherwise.
 */
import { addAccount } from '../mac-acts.ts';
import { requireAccount } from '../local-accounts/local-accounts.ts';
import { MacError } from '../mac-error.ts';
import { unlockKeychain } from '../keychain/login-keychain.ts';
import type { MacParts } from '../mac-parts.ts';
import { notify } from '../notifications.ts';
import { connect } from '../mdm-client/command-loop.ts';
import { beginUserChannel, escrowBootstrapToken } from '../mdm-client/first-user.ts';
import { adoptSetupUser } from '../platform-sso-agent/adopt-setup-user.ts';
import { registerDevice } from '../platform-sso-agent/registration.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import type { AccountAnswer } from './answers.ts';
import type { SetupState } from './setup-state.ts';

/** What the pane shows before anything is typed. */
export interface AccountPane {
  readonly fullName: string | undefined;
  readonly shortName: string | undefined;
  /** Nobody can change the names. */
  readonly locked: boolean;
  /** The account's password is the organisation's, so none is asked for. */
  readonly passwordKnown: boolean;
}

/** The pane as this Mac shows it. */
export function accountPane(mac: MacParts, setup: SetupState): AccountPane {
  const { person, accountConfiguration: wanted } = setup;
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const fromIdentity = person !== undefined && plan?.platformSso.enableCreateFirstUserDuringSetup;
  if (fromIdentity) {
    return { ...person, locked: true, passwordKnown: plan.method === 'Password' && setup.sealedPassword !== undefined };
  }
  return {
    fullName: wanted?.fullName,
    shortName: wanted?.userName,
    locked: (wanted?.locked ?? false) && wanted?.fullName !== undefined && wanted.userName !== undefined,
    passwordKnown: false,
  };
}

/** Makes the account and logs it in. Returns what is wrong with the answer, or undefined. */
export async function makePrimaryAccount(
  mac: MacParts,
  setup: SetupState,
  answer: AccountAnswer,
): Promise<string | undefined> {
  const pane = accountPane(mac, setup);
  const isFixed = pane.locked || (setup.accountConfiguration?.locked ?? false);
  // Of locked fields those alone are fixed that the organisation filled in (Apple, LockPrimaryAccountInfo).
  const entered = (given: string | undefined, typed: string | undefined) =>
    isFixed ? (given ?? typed) : (typed ?? given);
  const shortName = entered(pane.shortName, answer.shortName) ?? '';
  const fullName = entered(pane.fullName, answer.fullName) ?? shortName;
  const known = pane.passwordKnown ? setup.sealedPassword : undefined;
  const password = known === undefined ? answer.password : mac.sealer.openText(known, 'setup password');
  try {
    addAccount(mac, { shortName, fullName, password, admin: isAdministrator(mac, setup) });
  } catch (error) {
    if (error instanceof MacError) return error.message;
    throw error;
  }
  mac.state.session = { kind: 'desktop', user: shortName };
  const keychain = mac.state.loginKeychains[shortName];
  if (keychain) unlockKeychain(keychain, password, mac.keychains);
  if (setup.person) await adoptSetupUser(mac, shortName, known === undefined ? undefined : password);
  setup.sealedPassword = undefined;
  // The groups of the identity may make nobody an administrator: then the first account is one all the same.
  const { accounts } = mac.state;
  if (!accounts.some(({ admin }) => admin)) requireAccount(accounts, shortName).admin = true;
  return undefined;
}

/** `NewUserAuthorizationMode` counts for an account that was made from the identity, AccountConfiguration for every account. */
function isAdministrator(mac: MacParts, setup: SetupState): boolean {
  if (setup.accountConfiguration?.regularUser) return false;
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const mode = setup.person ? plan?.platformSso.newUserAuthorizationMode : undefined;
  const hasOther = (mac.state.managedAdministrators ?? []).length > 0;
  // The first account is an administrator in any case where nobody else would be.
  return mode === undefined || mode === 'Admin' || !hasOther;
}

/** The home screen: Setup Assistant is through. Returns who is logged in; nobody is on a Mac that made no account. */
export async function finishSetup(mac: MacParts): Promise<string | undefined> {
  mac.state.setup = undefined;
  const { session } = mac.state;
  if (session.kind !== 'desktop') {
    mac.state.session = { kind: 'login-window', sinceBoot: true };
    await registerDevice(mac);
    return undefined;
  }
  await escrowBootstrapToken(mac);
  if (await beginUserChannel(mac, session.user)) await connect(mac, session.user, true);
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const registered = mac.state.platformSso.users[session.user]?.state === 'Normal';
  if (plan && !registered) notify(mac, 'registration-required', session.user);
  return session.user;
}
