/**
 * The pane "Single Sign-On for Mac": device and person register before there is an account. Until the account is made they
 * stand under the name of the user that Setup Assistant runs as. Source: Apple, Platform SSO in Setup Assistant (macOS 26).
 */
import type { MacParts } from '../mac-parts.ts';
import { accountNames } from '../login-window/account-names.ts';
import type { Answers } from '../platform-sso-agent/answers.ts';
import { registerMac } from '../platform-sso-agent/registration.ts';
import { setupUser } from '../platform-sso-agent/setup-user.ts';
import type { SetupState } from './setup-state.ts';

/** Registers. Returns what went wrong, for the pane, or undefined. */
export async function registerInSetup(mac: MacParts, setup: SetupState, answers: Answers): Promise<string | undefined> {
  const { signIn, organisationPassword: ask } = answers;
  let password = signIn && 'password' in signIn ? signIn.password : undefined;
  const organisationPassword = async (userName: string) => (password = await ask?.(userName));
  const token = setup.platformSso?.accessToken;
  const outcome = await registerMac(mac, setupUser, { ...answers, organisationPassword }, undefined, token);
  if (outcome.kind !== 'registered') return outcome.sentence;
  if (outcome.authenticationRequired) return 'The first sign-in did not work. Try again.';
  const claims = mac.state.platformSso.users[setupUser]?.tokens?.idTokenClaims ?? {};
  setup.person = accountNames(mac, claims, outcome.loginUserName);
  if (password !== undefined) setup.sealedPassword = mac.sealer.sealText(password, 'setup password');
  return undefined;
}
