/**
 * The organisation's application on the Mac, which brings the SSO extension along: whose account this is, how the Mac stands,
 * a report for whoever helps, and the way out. It sees what an application sees of Platform SSO, not the keys.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { personOf } from '../local-accounts/person.ts';
import type { MacParts } from '../mac-parts.ts';
import type { LoginType, UserConfiguration, UserState } from '../mac-state.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { standingOf } from '../sso-extension/single-sign-on.ts';
import { deregister } from './deregister.ts';
import { report } from './report.ts';

/** What somebody does in the application. */
export type PorchlightAppStep = 'account' | 'device' | 'deregister' | 'report';

/** Whose account it is. Times are milliseconds since 1970. */
export interface AppAccount {
  readonly localAccount: string;
  readonly loginUserName: string;
  readonly name: string | undefined;
  readonly method: LoginType;
  readonly state: UserState;
  readonly lastLogin: number | undefined;
  readonly tokensEnd: number | undefined;
  /** Whether applications open without a question. */
  readonly signsInSilently: boolean;
}

/** How the Mac stands. */
export interface AppDevice {
  readonly computerName: string;
  readonly serialNumber: string;
  readonly macos: string;
  readonly isRegistered: boolean;
  readonly deviceId: string | undefined;
  readonly sharedDeviceKeys: boolean | undefined;
  readonly method: string | undefined;
  readonly isManaged: boolean;
}

/** What the application shows. */
export type PorchlightAppOutcome =
  | { readonly kind: 'account'; readonly account: AppAccount }
  | { readonly kind: 'device'; readonly device: AppDevice }
  | { readonly kind: 'report'; readonly report: JsonObject }
  | { readonly kind: 'deregistered'; readonly deviceRegistered: boolean; readonly serverKnows: boolean }
  | { readonly kind: 'refused'; readonly reason: string; readonly sentence: string };

/** Opens the application and does one thing there. */
export async function usePorchlightApp(mac: MacParts, step: PorchlightAppStep): Promise<PorchlightAppOutcome> {
  const person = personOf(mac);
  if (mac.state.session.kind !== 'desktop' || person === undefined)
    return refused('no-session', 'Nobody sits at the desktop of this Mac.');
  if (!mac.state.extensions.some(({ kind }) => kind.kind === 'porchlight'))
    return refused('no-application', 'The Porchlight application is not installed.');
  const user = mac.state.platformSso.users[person];
  switch (step) {
    case 'device':
      return { kind: 'device', device: deviceOf(mac) };
    case 'report':
      return { kind: 'report', report: report(mac, person) };
    case 'account':
      return user?.loginUserName === undefined
        ? notRegistered
        : { kind: 'account', account: accountOf(mac, person, user, user.loginUserName) };
    case 'deregister':
      return user === undefined ? notRegistered : deregister(mac, person);
  }
}

const notRegistered = refused('not-registered', 'Nobody is registered here: answer "Registration Required" first.');

function refused(reason: string, sentence: string): PorchlightAppOutcome {
  return { kind: 'refused', reason, sentence };
}

function accountOf(
  mac: MacParts,
  localAccount: string,
  { loginType: method, state, lastLogin, tokens }: UserConfiguration,
  loginUserName: string,
): AppAccount {
  const name = tokens?.idTokenClaims['name'];
  return {
    localAccount,
    loginUserName,
    name: typeof name === 'string' ? name : undefined,
    method,
    state,
    lastLogin,
    tokensEnd: tokens?.expires,
    signsInSilently: standingOf(mac) !== undefined,
  };
}

function deviceOf(mac: MacParts): AppDevice {
  const { hardware, macos, platformSso, management } = mac.state;
  const { device } = platformSso;
  return {
    computerName: hardware.computerName,
    serialNumber: hardware.serialNumber,
    macos,
    isRegistered: device?.registrationCompleted === true,
    deviceId: device?.deviceId,
    sharedDeviceKeys: device?.sharedDeviceKeys,
    method: ssoPlan(mac.state.profiles, mac.traits())?.method,
    isManaged: management !== undefined,
  };
}
