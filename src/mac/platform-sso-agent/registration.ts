/** The course of a registration: what must be there, the device, the user, the first login. */
import { isPassword, requireAccount } from '../local-accounts/local-accounts.ts';
import { checkAssociation } from '../associated-domains/association.ts';
import type { RegistrationOption } from '#protocol/platform-sso/registration/device-registration.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { MacParts } from '../mac-parts.ts';
import type { InstalledExtension, UserConfiguration } from '../mac-state.ts';
import { dismiss, notify } from '../notifications.ts';
import type { RegistrationObstacle, RegistrationOutcome } from '../outcomes.ts';
import { type SsoPlan, ssoPlan } from '../profile-store/profile-store.ts';
import { configurationExtension } from '../sso-extension/configuration-extension.ts';
import { porchlightExtension } from '../sso-extension/porchlight-extension.ts';
import { supportsMethod } from '../sso-extension/grant-types.ts';
import type { DeviceRegistered, ExtensionResult, LoginManager, SsoExtension } from '../sso-extension/sso-extension.ts';
import type { Answers } from './answers.ts';
import { attempt } from './failure.ts';
import { firstLogin } from './first-login.ts';
import { setupUser } from './setup-user.ts';

const retryDelay = 10 * 60 * 1000;

/**
 * Registers device and user, then logs in. `repair` registers both again, with new keys where asked.
 * @param accessToken of a sign-in that the extension saw already, so that nobody signs in twice
 */
export async function registerMac(
  mac: MacParts,
  shortName: string,
  answers: Answers | undefined,
  repair?: { readonly newKeys: boolean },
  accessToken?: string,
): Promise<RegistrationOutcome> {
  const ready = await preconditions(mac, shortName, answers);
  if ('kind' in ready) return ready;
  const { plan, method, installed } = ready;
  if (repair?.newKeys) forgetKeys(mac, shortName);
  const manager = { ...loginManager(mac, plan, method, shortName, answers), accessToken };
  const extension = extensionOf(installed);
  const options = requestOptions(mac, plan, answers, repair !== undefined);
  if (repair || !mac.state.platformSso.device?.registrationCompleted || !hasKeys(mac, shortName, plan)) {
    const device = await extension.beginDeviceRegistration(manager, options);
    if (device.kind !== 'success') return unsuccessful(mac, shortName, device, false);
    keepDevice(mac, manager, ready, device);
  }
  const user = await extension.beginUserRegistration(manager, method, options);
  if (user.kind !== 'success') return unsuccessful(mac, shortName, user, true);
  saveConfiguration(mac, user.loginConfiguration);
  saveUser(mac, manager, shortName, method, user.loginUserName);
  dismiss(mac, 'registration-required', shortName);
  mac.state.platformSso.registrationRetryAt = undefined;
  return firstLogin(mac, { shortName, method, loginUserName: user.loginUserName, card: insertedCard(mac) }, answers);
}

/**
 * Registers the device alone, silently: a Mac that sets itself up, where people get their accounts at the login window. What
 * fails is tried again later. Source: Apple, "Platform SSO for unattended device enrollment".
 */
export async function registerDevice(mac: MacParts): Promise<void> {
  const { platformSso } = mac.state;
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (platformSso.device?.registrationCompleted || !plan?.sharedDeviceKeys || plan.method === 'UserSecureEnclaveKey')
    return;
  platformSso.registrationRetryAt = (await registerSilently(mac)) ? undefined : mac.now() + retryDelay;
}

async function registerSilently(mac: MacParts): Promise<boolean> {
  const ready = await preconditions(mac, setupUser, undefined);
  if ('kind' in ready) return false;
  const manager = loginManager(mac, ready.plan, ready.method, setupUser, undefined);
  const options = requestOptions(mac, ready.plan, undefined, false);
  const device = await extensionOf(ready.installed).beginDeviceRegistration(manager, options);
  if (device.kind === 'success') keepDevice(mac, manager, ready, device);
  return device.kind === 'success';
}

function keepDevice(
  mac: MacParts,
  manager: LoginManager,
  { installed, method }: Ready,
  device: DeviceRegistered,
): void {
  saveDevice(mac, manager, installed, method, device.deviceId);
  saveConfiguration(mac, device.loginConfiguration);
  mac.state.platformSso.jwks = undefined;
}

function saveConfiguration(mac: MacParts, configuration: LoginConfiguration | undefined): void {
  if (configuration) mac.state.platformSso.loginConfiguration = { created: mac.now(), configuration };
}

interface Ready {
  readonly plan: SsoPlan;
  readonly method: AuthenticationMethod;
  readonly installed: InstalledExtension;
}

async function preconditions(
  mac: MacParts,
  shortName: string,
  answers: Answers | undefined,
): Promise<Ready | RegistrationOutcome> {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (!plan) return obstacle('no-profile', 'No profile asks this Mac to use Platform SSO.');
  const { method } = plan;
  if ((method === 'OpenID' && !mac.traits().webLogin) || (method === 'SmartCard' && !mac.traits().smartCard)) {
    return obstacle('method-not-supported-by-macos', `This Mac does not offer the method ${method}.`);
  }
  if (method === 'OpenID' && !plan.sharedDeviceKeys) {
    return obstacle('method-not-supported-by-macos', 'Web sign-in needs the device keys that all users share.');
  }
  if (plan.platformSso.nonPlatformSsoAccounts.includes(shortName)) {
    return obstacle('account-excluded', 'The profile leaves this account alone.');
  }
  const { extensionIdentifier } = plan.payload;
  const installed = mac.state.extensions.find((candidate) => candidate.extensionIdentifier === extensionIdentifier);
  if (!installed) return obstacle('no-extension', 'The application with the SSO extension is not installed.');
  if (asksForGrants(mac, installed) && !supportsMethod(extensionOf(installed).supportedGrantTypes, method)) {
    return obstacle('method-not-supported-by-extension', `The SSO extension does not support the method ${method}.`);
  }
  if (answers?.localPassword !== undefined && !isLocalPassword(mac, shortName, answers.localPassword)) {
    return obstacle('wrong-local-password', 'This is not the password of the account on this Mac.');
  }
  if (method === 'SmartCard' && !insertedCard(mac)) return obstacle('no-smart-card', 'Insert your smart card.');
  const association = await attempt(() => checkAssociation(mac, installed));
  if (association.kind === 'success' && association.value) return { plan, method, installed };
  const sentence =
    association.kind === 'failure' ? association.failure.sentence : 'No profile associates the extension.';
  const isOffline = association.kind === 'failure' && association.failure.code === 'offline';
  return obstacle(isOffline ? 'offline' : 'extension-not-associated', sentence);
}

function isLocalPassword(mac: MacParts, shortName: string, password: string): boolean {
  return isPassword(requireAccount(mac.state.accounts, shortName), password);
}

function obstacle(code: RegistrationObstacle, sentence: string): RegistrationOutcome {
  return { kind: 'not-possible', code, sentence };
}

// Extensions that were built with the macOS 13 SDK, or run there, have no such method.
function asksForGrants(mac: MacParts, { sdkVersion }: InstalledExtension): boolean {
  return mac.traits().newMessageStyle && sdkVersion >= 14;
}

/** The card in the reader, or undefined. */
export function insertedCard(mac: MacParts) {
  const { inserted, known } = mac.state.smartCards;
  return known.find((card) => card.id === inserted);
}

function hasKeys(mac: MacParts, shortName: string, plan: SsoPlan): boolean {
  const { device, users } = mac.state.platformSso;
  if (device?.sharedDeviceKeys !== plan.sharedDeviceKeys) return false;
  const handle = plan.sharedDeviceKeys ? device.signingKey : users[shortName]?.signingKey;
  return handle !== undefined && mac.enclave.has(handle);
}

function forgetKeys(mac: MacParts, shortName: string): void {
  const { device, users } = mac.state.platformSso;
  const user = users[shortName];
  const handles = [
    device?.signingKey,
    device?.encryptionKey,
    user?.signingKey,
    user?.encryptionKey,
    user?.secureEnclaveKey,
  ];
  for (const handle of handles) if (handle !== undefined && mac.enclave.has(handle)) mac.enclave.destroy(handle);
  if (user) user.unlock = undefined;
}

function loginManager(
  mac: MacParts,
  plan: SsoPlan,
  method: AuthenticationMethod,
  shortName: string,
  answers: Answers | undefined,
): LoginManager {
  const { device, users } = mac.state.platformSso;
  const user = users[shortName];
  const shared = plan.sharedDeviceKeys;
  const owner = shared ? undefined : shortName;
  const reuse = (handle: string | undefined, make: () => string) =>
    handle !== undefined && mac.enclave.has(handle) ? handle : make();
  const { serialNumber, udid } = mac.state.hardware;
  const names = mac.traits().attestationIdentifiers && plan.platformSso.allowDeviceIdentifiersInAttestation;
  return {
    mac,
    plan,
    signingKey: reuse(shared ? device?.signingKey : user?.signingKey, () =>
      mac.enclave.create(shared ? 'sharedDeviceSigning' : 'userDeviceSigning', owner),
    ),
    encryptionKey: reuse(shared ? device?.encryptionKey : user?.encryptionKey, () =>
      mac.enclave.create(shared ? 'sharedDeviceEncryption' : 'userDeviceEncryption', owner),
    ),
    userKey:
      method === 'UserSecureEnclaveKey'
        ? reuse(user?.secureEnclaveKey, () => mac.enclave.create('userSecureEnclaveKey', shortName))
        : undefined,
    card: insertedCard(mac),
    answers: answers && { signIn: answers.signIn, pin: answers.pin },
    identifiers: names ? { serialNumber, udid } : undefined,
    accessToken: undefined,
    method,
  };
}

function extensionOf({ kind }: InstalledExtension): SsoExtension {
  return kind.kind === 'porchlight'
    ? porchlightExtension
    : configurationExtension(kind.loginConfiguration, kind.loginUserName);
}

function requestOptions(
  mac: MacParts,
  plan: SsoPlan,
  answers: Answers | undefined,
  repair: boolean,
): readonly RegistrationOption[] {
  const { device } = mac.state.platformSso;
  return [
    ...(answers ? (['userInteractionEnabled'] as const) : []),
    ...(repair ? (['registrationRepair'] as const) : []),
    ...(plan.sharedDeviceKeys ? (['registrationSharedDeviceKeys'] as const) : []),
    ...(plan.sharedDeviceKeys && device?.sharedDeviceKeys === false
      ? (['registrationDeviceKeyMigration'] as const)
      : []),
  ];
}

function saveDevice(
  mac: MacParts,
  { plan, signingKey, encryptionKey }: LoginManager,
  installed: InstalledExtension,
  method: AuthenticationMethod,
  deviceId: string | undefined,
): void {
  const now = mac.now();
  const shared = plan.sharedDeviceKeys;
  mac.state.platformSso.device = {
    created: now,
    lastEncryptionKeyChange: now,
    extensionIdentifier: installed.extensionIdentifier,
    sdkVersion: installed.sdkVersion,
    loginType: method,
    protocolVersion: mac.traits().keyService ? '2.0' : '1.0',
    registrationCompleted: true,
    sharedDeviceKeys: shared,
    signingKey: shared ? signingKey : undefined,
    encryptionKey: shared ? encryptionKey : undefined,
    deviceId,
    authGracePeriodStart: mac.state.platformSso.device?.authGracePeriodStart ?? now,
  };
}

function saveUser(
  mac: MacParts,
  manager: LoginManager,
  shortName: string,
  method: AuthenticationMethod,
  loginUserName: string,
): void {
  const old = mac.state.platformSso.users[shortName];
  const own = manager.plan.sharedDeviceKeys ? undefined : manager;
  const user: UserConfiguration = {
    created: old?.created ?? mac.now(),
    state: 'Normal',
    loginType: method,
    loginUserName,
    uniqueIdentifier: old?.uniqueIdentifier ?? mac.uuid(),
    lastLogin: old?.lastLogin,
    lastFullLogin: undefined,
    credential: undefined,
    secureEnclaveKey: manager.userKey,
    signingKey: own?.signingKey,
    encryptionKey: own?.encryptionKey,
    unlock: method === 'Password' || method === 'OpenID' ? old?.unlock : undefined,
    tokens: undefined,
    authenticationRequired: false,
  };
  mac.state.platformSso.users[shortName] = user;
}

function unsuccessful(
  mac: MacParts,
  shortName: string,
  result: Exclude<ExtensionResult<unknown>, { kind: 'success' }>,
  deviceRegistered: boolean,
): RegistrationOutcome {
  if (result.kind === 'userInterfaceRequired') {
    notify(mac, 'registration-required', shortName);
    return {
      kind: 'user-interface-required',
      deviceRegistered,
      sentence: 'A person has to answer "Registration Required".',
    };
  }
  const { code, sentence } = result;
  if (result.kind === 'failedNoRetry') return { kind: 'failed-no-retry', code, sentence };
  notify(mac, 'registration-failed', shortName);
  const retryAt = mac.now() + retryDelay;
  mac.state.platformSso.registrationRetryAt = retryAt;
  return { kind: 'failed', code, sentence, retryAt };
}
