/** What happens with a password or a PIN that is typed at the disk, the login window or the lock screen. */
import { openLoginKeychain } from '../local-accounts/password-sync.ts';
import { isPassword } from '../local-accounts/local-accounts.ts';
import { keychainKey, openKeychainWithKey } from '../keychain/login-keychain.ts';
import type { MacParts } from '../mac-parts.ts';
import type { LocalAccount } from '../mac-state.ts';
import type { Refusal, RenewalOutcome, UnlockOutcome } from '../outcomes.ts';
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import { type Attempt, type PlatformSsoFailure, attempt } from '../platform-sso-agent/failure.ts';
import { insertedCard } from '../platform-sso-agent/registration.ts';
import { loginUser, renew, synchronisePassword } from '../platform-sso-agent/sign-in.ts';
import { loginUserOnWeb } from '../platform-sso-agent/web-login.ts';
import type { AnswerPages } from '../platform-sso-agent/web-window.ts';
import type { PolicyValue } from '../profile-store/extensible-sso.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { cardHeader, presentPin } from '../smart-card/smart-card.ts';
import { type Demand, demandOf, fingerSuffices } from './policy.ts';

/** Which screen asks. */
export type Screen = 'disk' | 'login' | 'unlock';

const noRenewal: RenewalOutcome = { kind: 'not-registered' };

/** Judges a password. The caller changes the session. */
export async function enterPassword(
  mac: MacParts,
  account: LocalAccount,
  password: string,
  screen: Screen,
): Promise<UnlockOutcome> {
  const demand = demandAt(mac, account, screen);
  const local = isPassword(account, password);
  if (demand.kind === 'refuse') return refused('registration-required', 'This account must be registered first.');
  if (demand.kind === 'local' && local) return openLocally(mac, account, password, undefined);
  if (!canAskIdentityProvider(mac, account)) {
    return local ? openLocally(mac, account, password, undefined) : refused('wrong-password', 'The password is wrong.');
  }
  const asked = await askIdentityProvider(mac, account, password, screen === 'unlock' ? 'unlock' : 'login');
  if (asked.kind === 'success') return opened(account, 'identity-provider', false, asked.value);
  return afterFailure(mac, account, password, demand, asked.failure);
}

/** Judges a PIN for the card in the reader. */
export async function enterPin(mac: MacParts, account: LocalAccount, pin: string): Promise<UnlockOutcome> {
  const card = insertedCard(mac);
  if (!card) return refused('no-card', 'There is no smart card in the reader.');
  const pairing = mac.state.smartCards.pairings.find(
    ({ shortName, publicKeyHash }) => shortName === account.shortName && publicKeyHash === card.publicKeyHash,
  );
  if (!pairing) return refused('card-not-paired', 'This card is not paired with the account.');
  const presented = presentPin(card, pin, mac.sealer);
  if (presented.kind === 'blocked') return refused('card-blocked', 'The card is blocked.');
  if (presented.kind === 'wrong-pin')
    return refused('wrong-pin', `The PIN is wrong; ${presented.triesLeft} tries are left.`);
  const keychain = mac.state.loginKeychains[account.shortName];
  if (keychain && pairing.keychainKey !== undefined) {
    openKeychainWithKey(keychain, mac.sealer.open(pairing.keychainKey, pairingPurpose), mac.keychains);
  }
  const user = mac.state.platformSso.users[account.shortName];
  const credential = { kind: 'smart-card' as const, signer: presented.signer, ...cardHeader(card, mac.crypto) };
  const isDue = user?.loginType === 'SmartCard' && (user.tokens === undefined || mac.now() >= user.tokens.expires);
  const asked = isDue ? await attempt(() => loginUser(mac, account.shortName, credential, 'unlock')) : undefined;
  const renewal = asked ? renewalOf(asked) : noRenewal;
  return opened(account, 'smart-card', asked?.kind === 'failure', { renewal });
}

/** Judges a finger on Touch ID at the lock screen. What a password opened stays open behind it. */
export async function enterByTouchId(mac: MacParts, account: LocalAccount): Promise<UnlockOutcome> {
  if (!unlocksByTouchId(mac, account)) return refused('touch-id-not-enough', 'Your password is required to unlock.');
  const renewal = await renew(mac, account.shortName, false);
  return opened(account, 'touch-id', renewal.kind === 'failed', { renewal });
}

/** Whether a finger unlocks the screen of this person. */
export function unlocksByTouchId(mac: MacParts, account: LocalAccount): boolean {
  const user = mac.state.platformSso.users[account.shortName];
  return fingerSuffices(policyAt(mac, 'unlock'), demandAt(mac, account, 'unlock'), user);
}

/** Lets somebody sign in in the window (macOS 27); the key service then opens what the password would have opened. */
export async function enterByWeb(
  mac: MacParts,
  account: LocalAccount,
  answerPages: AnswerPages,
  screen: Screen,
): Promise<UnlockOutcome> {
  const user = mac.state.platformSso.users[account.shortName];
  if (user?.loginType !== 'OpenID' || user.state === 'NeedsRegistration') {
    return refused('registration-required', 'This account does not sign in on the web.');
  }
  const occasion = screen === 'unlock' ? 'unlock' : 'login';
  const asked = await attempt(() => loginUserOnWeb(mac, account.shortName, occasion, answerPages));
  if (asked.kind === 'failure') return refused('web-login-failed', 'The sign-in did not work.', asked.failure);
  const { localPasswordReplaced, keychain } = asked.value;
  const renewal: RenewalOutcome = { kind: 'renewed', by: 'login' };
  return opened(account, 'web-sign-in', false, { localPasswordReplaced, keychain, renewal });
}

function renewalOf(asked: Attempt<unknown>): RenewalOutcome {
  return asked.kind === 'success' ? { kind: 'renewed', by: 'login' } : { kind: 'failed', failure: asked.failure };
}

const pairingPurpose = 'smart card pairing';

/** `sc_auth pair`: the login keychain's key goes with it when the keychain is open. */
export function pairCard(mac: MacParts, shortName: string, publicKeyHash: string): void {
  const keychain = mac.state.loginKeychains[shortName];
  const key = keychain && keychainKey(keychain, mac.keychains);
  const others = mac.state.smartCards.pairings.filter(
    (pairing) => pairing.shortName !== shortName || pairing.publicKeyHash !== publicKeyHash,
  );
  const keychainSealed = key && mac.sealer.seal(key, pairingPurpose);
  mac.state.smartCards.pairings = [...others, { shortName, publicKeyHash, keychainKey: keychainSealed }];
}

/** A refusal as an outcome. */
export function refused(reason: Refusal, sentence: string, failure?: PlatformSsoFailure): UnlockOutcome {
  return { kind: 'refused', reason, sentence, failure };
}

function demandAt(mac: MacParts, account: LocalAccount, screen: Screen): Demand {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (!plan) return { kind: 'local' };
  const user = mac.state.platformSso.users[account.shortName];
  const graceStart = mac.state.platformSso.device?.authGracePeriodStart ?? mac.now();
  return demandOf(policyAt(mac, screen), plan.platformSso, account, user, { now: mac.now(), graceStart });
}

/** The policy of a screen; empty where there is none. */
function policyAt(mac: MacParts, screen: Screen): readonly PolicyValue[] {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (!plan || plan.method !== 'Password' || !mac.traits().policies) return [];
  const { fileVaultPolicy, loginPolicy, unlockPolicy } = plan.platformSso;
  if (screen === 'disk') return mac.state.hardware.appleSilicon ? fileVaultPolicy : [];
  return screen === 'login' ? loginPolicy : unlockPolicy;
}

function canAskIdentityProvider(mac: MacParts, account: LocalAccount): boolean {
  const user = mac.state.platformSso.users[account.shortName];
  return user?.loginType === 'Password' && user.state !== 'NeedsRegistration';
}

type Asked = Pick<Extract<UnlockOutcome, { kind: 'unlocked' }>, 'renewal'> &
  Partial<Pick<Extract<UnlockOutcome, { kind: 'unlocked' }>, 'localPasswordReplaced' | 'keychain'>>;

async function askIdentityProvider(
  mac: MacParts,
  account: LocalAccount,
  password: string,
  occasion: Occasion,
): Promise<Attempt<Asked>> {
  return attempt(async () => {
    const { context } = await loginUser(mac, account.shortName, { kind: 'password', password }, occasion);
    if (isPassword(account, password)) openLoginKeychain(mac, account.shortName, password);
    const { localPasswordReplaced, keychain } = await synchronisePassword(mac, account.shortName, password, context);
    return { localPasswordReplaced, keychain, renewal: { kind: 'renewed', by: 'login' } };
  });
}

function afterFailure(
  mac: MacParts,
  account: LocalAccount,
  password: string,
  demand: Demand,
  failure: PlatformSsoFailure,
): Promise<UnlockOutcome> | UnlockOutcome {
  const user = mac.state.platformSso.users[account.shortName];
  if (failure.code === 'wrong-credential') {
    if (user && demand.kind !== 'local') user.authenticationRequired = true;
    return refused('wrong-password', 'The password is wrong.', failure);
  }
  if (!isPassword(account, password)) return refused('wrong-password', 'The password is wrong.', failure);
  if (demand.kind === 'attempt' && !demand.localSuffices) {
    return refused('identity-provider-required', 'Only the organisation can let in now.', failure);
  }
  if (demand.kind === 'require' && !demand.localSuffices) {
    return refused('offline-grace-period-over', 'The organisation must be reached to let in.', failure);
  }
  return openLocally(mac, account, password, failure);
}

async function openLocally(
  mac: MacParts,
  account: LocalAccount,
  password: string,
  failure: PlatformSsoFailure | undefined,
): Promise<UnlockOutcome> {
  const keychain = openLoginKeychain(mac, account.shortName, password);
  const renewal: RenewalOutcome = failure ? { kind: 'failed', failure } : await renew(mac, account.shortName, false);
  const offline = renewal.kind === 'failed';
  return opened(account, 'local-password', offline, { renewal, keychain });
}

function opened(
  { shortName }: LocalAccount,
  by: Extract<UnlockOutcome, { kind: 'unlocked' }>['by'],
  offline: boolean,
  { renewal, localPasswordReplaced = false, keychain = 'untouched' }: Asked,
): UnlockOutcome {
  return {
    kind: 'unlocked',
    user: shortName,
    by,
    offline,
    localPasswordReplaced,
    keychain,
    renewal,
    accountCreated: false,
  };
}
