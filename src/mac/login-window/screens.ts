/** The screens of a Mac: which one is shown, and the way from one to the next. */
import { lockKeychain } from '../keychain/login-keychain.ts';
import { opensDisk } from '../file-vault/file-vault.ts';
import { findAccount } from '../local-accounts/local-accounts.ts';
import type { MacParts } from '../mac-parts.ts';
import type { LocalAccount } from '../mac-state.ts';
import type { UnlockOutcome } from '../outcomes.ts';
import { attempt } from '../platform-sso-agent/failure.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import type { AnswerPages } from '../platform-sso-agent/web-window.ts';
import { createFromLogin, createFromWeb } from './account-creation.ts';
import { enterByTouchId, enterByWeb, enterPassword, enterPin, refused, unlocksByTouchId } from './unlock.ts';
import { quitSafari } from '../safari/safari-state.ts';

/** What is typed. */
export type Typed =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'pin'; readonly pin: string }
  /** Nothing: the window of the organisation's sign-in pages (macOS 27). */
  | { readonly kind: 'web'; readonly answerPages: AnswerPages };

/** Pre-boot: before macOS 15, or without a policy, only the last synchronised password opens the disk. */
export async function unlockDisk(mac: MacParts, name: string, password: string): Promise<UnlockOutcome> {
  if (mac.state.session.kind !== 'pre-boot') return wrongScreen();
  const account = findAccount(mac.state.accounts, name);
  if (!account) return refused('no-such-account', 'There is no such account.');
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const hasPolicy =
    mac.traits().policies && mac.state.hardware.appleSilicon && (plan?.platformSso.fileVaultPolicy.length ?? 0) > 0;
  if (!hasPolicy && !opensDisk(mac.state.fileVault, account.shortName, password)) {
    return refused('wrong-password', 'The disk does not open with this password.');
  }
  return enter(mac, account, await enterPassword(mac, account, password, hasPolicy ? 'disk' : 'login'));
}

/** The login window; makes an account where the profile allows it. */
export async function logIn(mac: MacParts, name: string, typed: Typed): Promise<UnlockOutcome> {
  const { session } = mac.state;
  if (session.kind === 'pre-boot' && typed.kind !== 'password') {
    return refused(
      'password-needed-after-restart',
      'After a restart the disk wants the password of the account first.',
    );
  }
  if (session.kind !== 'login-window') return wrongScreen();
  const account = findAccount(mac.state.accounts, name) ?? accountOfLoginName(mac, name);
  if (account) return enter(mac, account, await judge(mac, account, typed, 'login'));
  return createAndEnter(mac, name, typed);
}

/** The lock screen. */
export function unlockScreen(mac: MacParts, typed: Typed): Promise<UnlockOutcome> {
  return atLockScreen(mac, (account) => judge(mac, account, typed, 'unlock'));
}

/** The lock screen, and a finger. */
export function touchLockScreen(mac: MacParts): Promise<UnlockOutcome> {
  return atLockScreen(mac, (account) => enterByTouchId(mac, account));
}

/** Whether the lock screen takes a finger now. */
export function takesFinger(mac: MacParts): boolean {
  const { session } = mac.state;
  const account = session.kind === 'locked' ? findAccount(mac.state.accounts, session.user) : undefined;
  return account !== undefined && unlocksByTouchId(mac, account);
}

async function atLockScreen(
  mac: MacParts,
  judged: (account: LocalAccount) => Promise<UnlockOutcome>,
): Promise<UnlockOutcome> {
  const { session } = mac.state;
  if (session.kind !== 'locked') return wrongScreen();
  const account = findAccount(mac.state.accounts, session.user);
  if (!account) return refused('no-such-account', 'There is no such account.');
  return enter(mac, account, await judged(account));
}

/** Ends a session: keychains are locked. */
export function leave(mac: MacParts, sinceBoot: boolean): void {
  for (const keychain of Object.values(mac.state.loginKeychains)) lockKeychain(keychain);
  quitSafari(mac);
  const locked = sinceBoot && mac.state.fileVault.enabled;
  mac.state.session = locked ? { kind: 'pre-boot' } : { kind: 'login-window', sinceBoot };
}

function judge(mac: MacParts, account: LocalAccount, typed: Typed, screen: 'login' | 'unlock'): Promise<UnlockOutcome> {
  if (typed.kind === 'pin') return enterPin(mac, account, typed.pin);
  if (typed.kind === 'web') return enterByWeb(mac, account, typed.answerPages, screen);
  return enterPassword(mac, account, typed.password, screen);
}

function enter(mac: MacParts, { shortName }: LocalAccount, outcome: UnlockOutcome): UnlockOutcome {
  if (outcome.kind === 'unlocked') mac.state.session = { kind: 'desktop', user: shortName };
  return outcome;
}

async function createAndEnter(mac: MacParts, name: string, typed: Typed): Promise<UnlockOutcome> {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const allowed = mac.traits().accountCreation && plan?.sharedDeviceKeys && plan.platformSso.enableCreateUserAtLogin;
  const methods = allowed ? plan.platformSso.newUserAuthenticationMethods : [];
  const proof =
    typed.kind === 'password' && methods.includes('Password')
      ? () => createFromLogin(mac, name, typed.password)
      : typed.kind === 'web' && methods.includes('OpenID') && mac.traits().webLogin
        ? () => createFromWeb(mac, name, typed.answerPages)
        : undefined;
  if (!proof) return refused('no-such-account', 'There is no such account.');
  const made = await attempt(proof);
  if (made.kind === 'failure') {
    const reason = typed.kind === 'web' ? 'web-login-failed' : 'wrong-password';
    return refused(reason, 'The sign-in did not work.', made.failure);
  }
  mac.state.session = { kind: 'desktop', user: made.value };
  return {
    kind: 'unlocked',
    user: made.value,
    by: typed.kind === 'web' ? 'web-sign-in' : 'identity-provider',
    offline: false,
    localPasswordReplaced: false,
    keychain: 'untouched',
    renewal: { kind: 'renewed', by: 'login' },
    accountCreated: true,
  };
}

function accountOfLoginName(mac: MacParts, name: string): LocalAccount | undefined {
  const entry = Object.entries(mac.state.platformSso.users).find(([, user]) => user.loginUserName === name);
  return entry && findAccount(mac.state.accounts, entry[0]);
}

function wrongScreen(): UnlockOutcome {
  return refused('wrong-screen', 'This screen does not ask for it now.');
}
