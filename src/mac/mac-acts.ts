/** The acts of a virtual Mac on its parts. Each changes the state and says what it led to. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { synchronise } from './file-vault/file-vault.ts';
import { createKeychain, lockKeychain } from './keychain/login-keychain.ts';
import { createAccount, findAccount, requireAccount, setPassword } from './local-accounts/local-accounts.ts';
import { personOf } from './local-accounts/person.ts';
import { leave, logIn, takesFinger, touchLockScreen, unlockDisk, unlockScreen } from './login-window/screens.ts';
import { pairCard } from './login-window/unlock.ts';
import { MacError } from './mac-error.ts';
import type { MacParts } from './mac-parts.ts';
import type { InstalledExtension } from './mac-state.ts';
import { notify } from './notifications.ts';
import type {
  AuthorizationOutcome,
  PlainOutcome,
  ProfileOutcome,
  RegistrationOutcome,
  SignInOutcome,
} from './outcomes.ts';
import { agentContext } from './platform-sso-agent/agent-context.ts';
import { attempt } from './platform-sso-agent/failure.ts';
import { allowsRight, returnedGroups } from './platform-sso-agent/groups.ts';
import { login } from './platform-sso-agent/login.ts';
import { insertedCard, registerMac } from './platform-sso-agent/registration.ts';
import { askForPerson, loginUser, renew, synchronisePassword } from './platform-sso-agent/sign-in.ts';
import { loginOnWeb, loginUserOnWeb } from './platform-sso-agent/web-login.ts';
import { ProfileError } from './profile-store/payload-reader.ts';
import { readProfile, ssoPlan } from './profile-store/profile-store.ts';
import { cardHeader, personalise, presentPin } from './smart-card/smart-card.ts';
import type { NewAccount, NewSmartCard, RegistrationAnswers, Secret } from './virtual-mac.ts';

const done: PlainOutcome = { kind: 'done' };

function refused(reason: string, sentence: string): PlainOutcome {
  return { kind: 'refused', reason, sentence };
}

/** Installs or replaces a profile; a changed method asks everybody to register again. */
export function installProfile(mac: MacParts, content: JsonObject, managed = false): ProfileOutcome {
  const before = ssoPlan(mac.state.profiles, mac.traits());
  try {
    const profile = { ...readProfile(content, mac.now()), ...(managed ? { managed } : {}) };
    const others = mac.state.profiles.filter(({ identifier }) => identifier !== profile.identifier);
    const after = ssoPlan([...others, profile], mac.traits());
    mac.state.profiles = [...others, profile];
    if (!after) return { kind: 'installed', identifier: profile.identifier, registration: 'none' };
    const { device } = mac.state.platformSso;
    if (device && before?.platformSso !== after.platformSso) device.authGracePeriodStart = mac.now();
    const changed = before?.method !== after.method || before.sharedDeviceKeys !== after.sharedDeviceKeys;
    if (changed) needRegistration(mac);
    return { kind: 'installed', identifier: profile.identifier, registration: changed ? 'needed' : 'unchanged' };
  } catch (error) {
    if (error instanceof ProfileError) return { kind: 'refused', code: error.code, sentence: error.message };
    throw error;
  }
}

/** Whether a profile would be installed. @throws {ProfileError} */
export function checkProfile(mac: MacParts, content: JsonObject): void {
  const profile = readProfile(content, mac.now());
  ssoPlan([...mac.state.profiles.filter(({ identifier }) => identifier !== profile.identifier), profile], mac.traits());
}

function needRegistration(mac: MacParts): void {
  for (const user of Object.values(mac.state.platformSso.users)) user.state = 'NeedsRegistration';
  // Setup Assistant has a pane for it, and asks at its end whoever did not register there.
  if (mac.state.session.kind !== 'setup-assistant') notify(mac, 'registration-required', personOf(mac));
}

/** Removes a profile; without a plan everything of Platform SSO goes, locally and without a word to the server. */
export function removeProfile(mac: MacParts, identifier: string): PlainOutcome {
  mac.state.profiles = mac.state.profiles.filter((profile) => profile.identifier !== identifier);
  if (ssoPlan(mac.state.profiles, mac.traits())) return done;
  mac.state.platformSso = {
    device: undefined,
    loginConfiguration: undefined,
    users: {},
    registrationRetryAt: undefined,
    jwks: undefined,
  };
  mac.state.secureEnclave.keys = mac.state.secureEnclave.keys.filter(({ purpose }) => purpose === 'managementIdentity');
  mac.state.notifications = [];
  return done;
}

/** Installs or replaces an application with its extension. */
export function installExtension(mac: MacParts, extension: InstalledExtension): PlainOutcome {
  removeExtension(mac, extension.extensionIdentifier);
  mac.state.extensions.push(extension);
  return done;
}

/** Removes one. */
export function removeExtension(mac: MacParts, identifier: string): PlainOutcome {
  mac.state.extensions = mac.state.extensions.filter(({ extensionIdentifier }) => extensionIdentifier !== identifier);
  return done;
}

/** Makes a local account with its keychain. @throws {MacError} `account_malformed`, `account_exists` */
export function addAccount(mac: MacParts, { admin = false, ...account }: NewAccount): PlainOutcome {
  const created = createAccount(mac.state.accounts, { ...account, admin }, mac.ports.random);
  const keychain = createKeychain(account.password, mac.keychains);
  lockKeychain(keychain);
  mac.state.loginKeychains[created.shortName] = keychain;
  synchronise(mac.state.fileVault, created);
  return done;
}

/** A password set from outside: the keychain cannot follow, and a Secure Enclave key of the person is lost. */
export function resetPassword(mac: MacParts, shortName: string, password: string): PlainOutcome {
  const account = findAccount(mac.state.accounts, shortName);
  if (!account) return refused('no-such-account', 'There is no such account.');
  setPassword(account, password, mac.ports.random);
  synchronise(mac.state.fileVault, account);
  const keychain = mac.state.loginKeychains[account.shortName];
  if (keychain) lockKeychain(keychain);
  loseSecureEnclaveKey(mac, account.shortName);
  return done;
}

/** Loses the person's Secure Enclave key; the next use finds out. */
export function loseSecureEnclaveKey(mac: MacParts, shortName: string | undefined): PlainOutcome {
  const user = mac.state.platformSso.users[shortName ?? personOf(mac) ?? ''];
  if (user?.secureEnclaveKey === undefined) return refused('no-key', 'There is no such key.');
  if (mac.enclave.has(user.secureEnclaveKey)) mac.enclave.destroy(user.secureEnclaveKey);
  user.state = 'NeedsNewKeys';
  notify(mac, 'registration-required', shortName ?? personOf(mac));
  return done;
}

/** Registers for whoever is at the desktop. */
export async function register(
  mac: MacParts,
  answers: RegistrationAnswers | undefined,
  repair?: { readonly newKeys: boolean },
): Promise<RegistrationOutcome> {
  const { session } = mac.state;
  if (repair && !mac.traits().settingsUi) {
    return { kind: 'not-possible', code: 'no-settings-before-macos-14', sentence: 'This macOS has no such settings.' };
  }
  if (session.kind !== 'desktop') return { kind: 'not-possible', code: 'no-session', sentence: 'Nobody is logged in.' };
  return registerMac(mac, session.user, answers, repair);
}

/** Answers "Authentication Required". */
export async function signInWhenAsked(mac: MacParts, secret: Secret | undefined): Promise<SignInOutcome> {
  const person = personOf(mac);
  const user = mac.state.platformSso.users[person ?? ''];
  if (person === undefined || !user) return { kind: 'not-asked', sentence: 'Nobody who is registered is logged in.' };
  if (user.loginType === 'SmartCard') return signInWithCard(mac, person, secret);
  if (user.loginType === 'OpenID') return signInByWeb(mac, person, secret);
  const handle = user.secureEnclaveKey;
  const signedIn = await attempt(async () => {
    if (user.loginType === 'UserSecureEnclaveKey' && handle !== undefined) {
      await loginUser(mac, person, { kind: 'secure-enclave-key', handle }, 'auth-prompt');
      return { method: 'UserSecureEnclaveKey' as const, ...untouched };
    }
    const password = secret?.kind === 'password' ? secret.password : '';
    const { context } = await loginUser(mac, person, { kind: 'password', password }, 'auth-prompt');
    return { method: 'Password' as const, ...(await synchronisePassword(mac, person, password, context)) };
  });
  if (signedIn.kind === 'success') return { kind: 'signed-in', ...signedIn.value };
  if (signedIn.failure.code === 'wrong-credential') {
    askForPerson(mac, person, signedIn.failure.sentence);
    return { kind: 'wrong-credential', sentence: signedIn.failure.sentence };
  }
  return { kind: 'failed', failure: signedIn.failure };
}

const untouched = { localPasswordReplaced: false, keychain: 'untouched', unlockKeyBound: false } as const;

async function signInByWeb(mac: MacParts, person: string, secret: Secret | undefined): Promise<SignInOutcome> {
  if (secret?.kind !== 'web') {
    return { kind: 'refused', reason: 'web-login-failed', sentence: 'This account signs in on the web.' };
  }
  const signedIn = await attempt(() => loginUserOnWeb(mac, person, 'auth-prompt', secret.answerPages));
  if (signedIn.kind === 'success') return { kind: 'signed-in', method: 'OpenID', ...signedIn.value };
  return { kind: 'failed', failure: signedIn.failure };
}

async function signInWithCard(mac: MacParts, person: string, secret: Secret | undefined): Promise<SignInOutcome> {
  const card = insertedCard(mac);
  if (!card) return { kind: 'refused', reason: 'no-card', sentence: 'Insert your smart card.' };
  const pin = presentPin(card, secret?.kind === 'pin' ? secret.pin : '', mac.sealer);
  if (pin.kind === 'blocked') return { kind: 'refused', reason: 'card-blocked', sentence: 'The card is blocked.' };
  if (pin.kind === 'wrong-pin') return { kind: 'refused', reason: 'wrong-pin', sentence: 'The PIN is wrong.' };
  const credential = { kind: 'smart-card' as const, signer: pin.signer, ...cardHeader(card, mac.crypto) };
  const signedIn = await attempt(() => loginUser(mac, person, credential, 'auth-prompt'));
  if (signedIn.kind === 'success') return { kind: 'signed-in', method: 'SmartCard', ...untouched };
  const { failure } = signedIn;
  return failure.code === 'wrong-credential'
    ? { kind: 'wrong-credential', sentence: failure.sentence }
    : { kind: 'failed', failure };
}

/** An administrator prompt for an account of the organisation. */
export async function authorize(
  mac: MacParts,
  right: string,
  name: string,
  proof: string | Extract<Secret, { kind: 'web' }>,
): Promise<AuthorizationOutcome> {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (!plan?.sharedDeviceKeys || !plan.platformSso.enableAuthorization) {
    return { kind: 'denied', sentence: 'The profile does not let accounts of the organisation answer this.' };
  }
  const granted = await attempt(async () => {
    const { context, claims } = await elevated(mac, name, proof);
    return allowsRight(plan.platformSso, right, returnedGroups(claims, context.configuration));
  });
  if (granted.kind === 'success') {
    const group = granted.value;
    if (group !== undefined) return { kind: 'authorized', because: `The group "${group}" allows it.` };
    return { kind: 'denied', sentence: 'No group of this person allows it.' };
  }
  if (granted.failure.code === 'wrong-credential') return { kind: 'denied', sentence: 'The password is wrong.' };
  return { kind: 'failed', failure: granted.failure };
}

async function elevated(mac: MacParts, name: string, proof: string | Extract<Secret, { kind: 'web' }>) {
  if (typeof proof !== 'string') {
    const { answerPages } = proof;
    const { context, grant } = await loginOnWeb(mac, undefined, { name, occasion: 'elevation', answerPages });
    return { context, claims: grant.claims };
  }
  const context = agentContext(mac, undefined, name, 'elevation');
  const { claims } = await login(context, { kind: 'password', password: proof }, undefined);
  return { context, claims };
}

/** Puts a card into the drawer. @throws {MacError} `card_malformed` */
export function addSmartCard(mac: MacParts, material: NewSmartCard): PlainOutcome & { readonly cardId?: string } {
  const card = personalise(material, { random: mac.ports.random, sealer: mac.sealer, digests: mac.crypto });
  mac.state.smartCards.known.push(card);
  return { ...done, cardId: card.id };
}

/** Puts a card into the reader. */
export function insertCard(mac: MacParts, cardId: string): PlainOutcome {
  if (!mac.state.smartCards.known.some(({ id }) => id === cardId))
    return refused('no-such-card', 'There is no such card.');
  mac.state.smartCards.inserted = cardId;
  return done;
}

/** `sc_auth pair`. */
export function pair(mac: MacParts, shortName: string, hash: string): PlainOutcome {
  if (!findAccount(mac.state.accounts, shortName)) return refused('no-such-account', 'There is no such account.');
  if (insertedCard(mac)?.publicKeyHash !== hash.toUpperCase())
    return refused('no-such-card', 'This card is not in the reader.');
  pairCard(mac, requireAccount(mac.state.accounts, shortName).shortName, hash.toUpperCase());
  return done;
}

/** `sc_auth unpair`. */
export function unpair(mac: MacParts, shortName: string, hash: string | undefined): PlainOutcome {
  const { smartCards } = mac.state;
  smartCards.pairings = smartCards.pairings.filter(
    (pairing) =>
      pairing.shortName !== shortName || (hash !== undefined && pairing.publicKeyHash !== hash.toUpperCase()),
  );
  return done;
}

/** Locks the screen. */
export function lock(mac: MacParts): PlainOutcome {
  const { session } = mac.state;
  if (session.kind !== 'desktop') return refused('wrong-screen', 'Nobody is at the desktop.');
  mac.state.session = { kind: 'locked', user: session.user };
  return done;
}

/** Broken state is told at once. @throws {MacError} `state_malformed` */
export function checkFormat(state: { readonly format?: unknown }): void {
  if (state.format !== 1) throw new MacError('state_malformed', 'This is not the state of a virtual Mac.');
}

export { leave, logIn, renew, takesFinger, touchLockScreen, unlockDisk, unlockScreen };
