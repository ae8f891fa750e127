/** The login right after a registration: what the person gave for it may do; otherwise macOS asks again later. */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { MacParts } from '../mac-parts.ts';
import type { SmartCardState } from '../mac-state.ts';
import type { RegistrationOutcome } from '../outcomes.ts';
import { cardHeader, presentPin } from '../smart-card/smart-card.ts';
import { attempt } from './failure.ts';
import type { Answers } from './answers.ts';
import { setupUser } from './setup-user.ts';
import { askForPerson, keepGrant, loginUser, synchronisePassword } from './sign-in.ts';
import { loginOnWeb, settleWebLogin } from './web-login.ts';
import { attendedBy } from './web-window.ts';

/** Who has registered. */
export interface Registered {
  readonly shortName: string;
  readonly method: AuthenticationMethod;
  readonly loginUserName: string;
  readonly card: SmartCardState | undefined;
}

/** Logs in for the first time. A failure leaves "Authentication Required". */
export async function firstLogin(
  mac: MacParts,
  registered: Registered,
  answers: Answers | undefined,
): Promise<RegistrationOutcome> {
  const { shortName, loginUserName } = registered;
  const done = await attempt(() => present(mac, registered, answers));
  const authenticationRequired = done.kind === 'failure' || !done.value;
  if (authenticationRequired) askForPerson(mac, shortName, 'Sign in to finish.');
  return { kind: 'registered', loginUserName, authenticationRequired };
}

/** False where the person gave nothing that would do. */
function present(mac: MacParts, registered: Registered, answers: Answers | undefined): Promise<boolean> {
  switch (registered.method) {
    case 'UserSecureEnclaveKey':
      return withKey(mac, registered.shortName);
    case 'SmartCard':
      return withCard(mac, registered, answers?.pin);
    case 'Password':
      return withPassword(mac, registered, answers);
    case 'OpenID':
      return onWeb(mac, registered, answers?.signIn);
  }
}

async function withKey(mac: MacParts, shortName: string): Promise<boolean> {
  const handle = mac.state.platformSso.users[shortName]?.secureEnclaveKey;
  if (handle === undefined) return false;
  await loginUser(mac, shortName, { kind: 'secure-enclave-key', handle }, 'auth-prompt');
  return true;
}

async function withCard(mac: MacParts, { shortName, card }: Registered, typed: string | undefined): Promise<boolean> {
  if (!card || typed === undefined) return false;
  const pin = presentPin(card, typed, mac.sealer);
  if (pin.kind !== 'verified') return false;
  const credential = { kind: 'smart-card' as const, signer: pin.signer, ...cardHeader(card, mac.crypto) };
  await loginUser(mac, shortName, credential, 'auth-prompt');
  return true;
}

// The system tries the local password first: where it is the organisation's already, nobody is asked.
async function withPassword(mac: MacParts, registered: Registered, answers: Answers | undefined): Promise<boolean> {
  const { shortName } = registered;
  const inSetup = shortName === setupUser;
  const password = inSetup ? await setupPassword(registered, answers) : answers?.localPassword;
  if (password === undefined) return false;
  const { context } = await loginUser(mac, shortName, { kind: 'password', password }, 'auth-prompt');
  if (!inSetup) await synchronisePassword(mac, shortName, password, context);
  return true;
}

// In Setup Assistant there is no local password yet: what was typed for the organisation will be it.
function setupPassword({ loginUserName }: Registered, answers: Answers | undefined) {
  const { signIn, organisationPassword } = answers ?? {};
  if (signIn && 'password' in signIn) return Promise.resolve(signIn.password);
  return organisationPassword?.(loginUserName);
}

// The system's window opens for whoever still sits there; a script answers it later, by "Authentication Required".
async function onWeb(mac: MacParts, { shortName, loginUserName }: Registered, signIn: Answers['signIn']) {
  if (!signIn || !('page' in signIn)) return false;
  const user = mac.state.platformSso.users[shortName];
  const answerPages = attendedBy(signIn);
  const login = await loginOnWeb(mac, user, { name: loginUserName, occasion: 'auth-prompt', answerPages });
  keepGrant(mac, login.context, shortName, login.grant, true);
  if (shortName !== setupUser) await settleWebLogin(mac, shortName, login.context, login.syncedPassword);
  return true;
}
