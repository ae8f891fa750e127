/** Virtual Macs on a stage: bought, prepared by the organisation, at the desktop of their person. */
import { randomBytes } from 'node:crypto';
import type { ActResult } from '#mac/evidence.ts';
import type { ExtensionKind, UserConfiguration } from '#mac/mac-state.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import type { PlainOutcome, RegistrationOutcome, SignInOutcome, UnlockOutcome } from '#mac/outcomes.ts';
import type { AttestationService, MacFetch, MacPorts } from '#mac/ports.ts';
import { type Secret, type VirtualMac, createVirtualMac, openVirtualMac } from '#mac/virtual-mac.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { systemRandom } from '#runtime/random.ts';
import assert from 'node:assert/strict';
import type { Person, Stage } from './stage.ts';

/** How people sign in. */
export type Method = 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | 'OpenID';

/** Which Mac. */
export interface MacWish {
  readonly person: Person;
  readonly method: Method;
  /** 15.4 when not said. */
  readonly macos?: MacosVersion;
  /** Further keys of the `PlatformSSO` dictionary. */
  readonly plan?: JsonObject;
  /** False: the profile brings no registration token, people have to sign in. */
  readonly token?: boolean;
  readonly attestation?: AttestationService;
  /** Stands between the Mac and the network. */
  readonly through?: (fetch: MacFetch) => MacFetch;
  /** In place of Porchlight's own extension. */
  readonly extension?: ExtensionKind;
}

/** A Mac with what its owner knows. */
export interface StageMac {
  readonly mac: VirtualMac;
  readonly person: Person;
  /** The local account's password before anything replaced it. */
  readonly localPassword: string;
  readonly serialNumber: string;
  readonly method: Method;
  readonly macos: MacosVersion;
  readonly ports: MacPorts;
  /** The same Mac after the program that plays it was started anew. */
  reopened(): StageMac;
}

const team = 'PRCHLGHT01';
const application = 'org.porchlight.companion';
const extension = `${application}.ssoextension`;
let bought = 0;

/** A Mac with application and profile installed, the person's local account at the desktop. */
export async function prepareMac(stage: Stage, wish: MacWish): Promise<StageMac> {
  const { person, method, macos = '15.4' } = wish;
  bought += 1;
  const serialNumber = `C02STAGE${String(bought).padStart(4, '0')}`;
  const localPassword = `local-${person.accountName}-0`;
  const network: MacFetch = async (url, request) => stage.fetch(url, request);
  const ports: MacPorts = {
    fetch: wish.through?.(network) ?? network,
    clock: stage.clock,
    random: systemRandom,
    uidKey: new Uint8Array(randomBytes(32)),
    ...(wish.attestation ? { attestation: wish.attestation } : {}),
  };
  const { accountName: shortName, fullName } = person;
  const firstAccount = { shortName, fullName, password: localPassword };
  const mac = createVirtualMac({ computerName: `${fullName}’s Mac`, macos, serialNumber, firstAccount }, ports);
  await installCompanion(mac, macos, wish.extension ?? { kind: 'porchlight' });
  const token = wish.token === false ? undefined : await stage.tokenFor(serialNumber);
  const { outcome } = await mac.installProfile(profileFor(stage, { method, macos, token, plan: wish.plan ?? {} }));
  assert.equal(outcome.kind, 'installed');
  return macWith(mac, { person, localPassword, serialNumber, method, macos, ports });
}

function macWith(mac: VirtualMac, facts: Omit<StageMac, 'mac' | 'reopened'>): StageMac {
  return {
    ...facts,
    mac,
    reopened: () => macWith(openVirtualMac(JSON.parse(JSON.stringify(mac.state())), facts.ports), facts),
  };
}

/** The organisation's application with its extension; on macOS 13 one that was built with the SDK of macOS 13. */
export async function installCompanion(
  mac: VirtualMac,
  macos: MacosVersion,
  kind: ExtensionKind = { kind: 'porchlight' },
): Promise<void> {
  const sdkVersion = macos === '13.0' ? 13 : 15.2;
  const names = { teamIdentifier: team, applicationIdentifier: application, extensionIdentifier: extension };
  await mac.installExtension({ ...names, displayName: 'Porchlight', sdkVersion, kind });
}

/** What a profile says. */
export interface ProfileWish {
  readonly method: Method;
  readonly macos: MacosVersion;
  readonly token?: string | undefined;
  readonly plan?: JsonObject;
}

/** The organisation's profile, as its MDM server would send it. */
export function profileFor({ url }: Pick<Stage, 'url'>, { method, macos, token, plan }: ProfileWish): JsonObject {
  const settings =
    macos === '13.0'
      ? { AuthenticationMethod: method }
      : { PlatformSSO: { AuthenticationMethod: method, UseSharedDeviceKeys: true, ...plan } };
  const sso = {
    PayloadType: 'com.apple.extensiblesso',
    ExtensionIdentifier: extension,
    TeamIdentifier: team,
    Type: 'Redirect',
    URLs: [`${url}/`],
    ...(token === undefined ? {} : { RegistrationToken: token }),
    ...settings,
  };
  const domains = [application, extension].map((name) => ({
    ApplicationIdentifier: `${team}.${name}`,
    AssociatedDomains: [`authsrv:${new URL(url).host}`],
  }));
  return {
    PayloadIdentifier: 'org.porchlight.stage',
    PayloadContent: [sso, { PayloadType: 'com.apple.associated-domains', Configuration: domains }],
  };
}

/** A password as it is typed. */
export function password(text: string): Secret {
  return { kind: 'password', password: text };
}

/** A PIN as it is typed. */
export function pin(text: string): Secret {
  return { kind: 'pin', pin: text };
}

/** Registers this Mac and its person, who answers everything that is asked. */
export async function register(
  { mac, person, localPassword }: StageMac,
  answers: { readonly pin?: string; readonly localPassword?: string } = {},
): Promise<ActResult<Extract<RegistrationOutcome, { kind: 'registered' }>>> {
  const signIn = { userName: person.userPrincipalName, password: person.password };
  const { outcome, evidence } = await mac.register({ localPassword, signIn, ...answers });
  assert.ok(outcome.kind === 'registered', JSON.stringify(outcome));
  return { outcome, evidence };
}

/** A Mac whose person is registered and signed in. */
export async function joinMac(stage: Stage, wish: MacWish): Promise<StageMac> {
  const joined = await prepareMac(stage, wish);
  await register(joined);
  if (wish.method === 'Password') signedIn((await joined.mac.signInWhenAsked(password(wish.person.password))).outcome);
  return joined;
}

/** @throws AssertionError unless the person is signed in */
export function signedIn(outcome: SignInOutcome): Extract<SignInOutcome, { kind: 'signed-in' }> {
  assert.ok(outcome.kind === 'signed-in', JSON.stringify(outcome));
  return outcome;
}

/** @throws AssertionError unless the Mac is open */
export function unlocked(outcome: UnlockOutcome): Extract<UnlockOutcome, { kind: 'unlocked' }> {
  assert.ok(outcome.kind === 'unlocked', JSON.stringify(outcome));
  return outcome;
}

/** @throws AssertionError unless the Mac stayed closed */
export function refusedAt(outcome: UnlockOutcome): Extract<UnlockOutcome, { kind: 'refused' }> {
  assert.ok(outcome.kind === 'refused', JSON.stringify(outcome));
  return outcome;
}

/** @throws AssertionError unless it was done */
export function done({ outcome }: ActResult<PlainOutcome>): void {
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
}

/** What the Mac remembers of its person. */
export function userOf({ mac, person }: StageMac): UserConfiguration {
  const user = mac.state().platformSso.users[person.accountName];
  assert.ok(user, 'the person is registered');
  return user;
}

/** How many messages of a purpose the evidence holds. */
export function count(evidence: ActResult<unknown>['evidence'], purpose: string): number {
  return evidence.filter((exchange) => exchange.purpose === purpose).length;
}
