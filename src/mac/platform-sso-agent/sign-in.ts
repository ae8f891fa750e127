/** A user's logins and renewals: tokens, password synchronisation, binding of the unlock key. */
import { keychainKey } from '../keychain/login-keychain.ts';
import { findAccount, isPassword } from '../local-accounts/local-accounts.ts';
import { replaceLocalPassword } from '../local-accounts/password-sync.ts';
import type { MacParts } from '../mac-parts.ts';
import type { UserConfiguration } from '../mac-state.ts';
import { dismiss, notify } from '../notifications.ts';
import type { RenewalOutcome } from '../outcomes.ts';
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import { type AgentContext, agentContext } from './agent-context.ts';
import type { Credential } from './credential.ts';
import { PlatformSsoError, attempt } from './failure.ts';
import { applyGroups, returnedGroups } from './groups.ts';
import { usesKeyService } from './key-service.ts';
import { type LoginGrant, login, refresh } from './login.ts';
import { refreshTokenOf, storeTokens } from './token-store.ts';
import { bindUnlockKey, unlockWithBinding } from './unlock-binding.ts';

const credentialPurpose = 'platform sso credential';
/** Tokens older than this are renewed, in milliseconds. */
export const renewalAge = 4 * 3600 * 1000;

/** Logs a registered user in and keeps what came of it. @throws {PlatformSsoError} */
export async function loginUser(mac: MacParts, shortName: string, credential: Credential, occasion: Occasion) {
  const user = requireUser(mac, shortName);
  const context = agentContext(mac, user, user.loginUserName ?? shortName, occasion);
  const grant = await login(context, credential, refreshTokenOf(mac, user));
  keepGrant(mac, context, shortName, grant, true);
  if (credential.kind === 'password') user.credential = mac.sealer.sealText(credential.password, credentialPurpose);
  return { user, context };
}

/** After a login with a password: makes it the local one, and binds the unlock key. @throws {PlatformSsoError} */
export async function synchronisePassword(mac: MacParts, shortName: string, password: string, context: AgentContext) {
  const user = requireUser(mac, shortName);
  const account = findAccount(mac.state.accounts, shortName);
  const differs = account !== undefined && !isPassword(account, password);
  let keychain: 'kept' | 'new' | 'untouched' = 'untouched';
  if (differs) {
    const state = mac.state.loginKeychains[shortName];
    const open = state && keychainKey(state, mac.keychains);
    // Section 12.4: with a bound unlock key it is the exchange that lets the new password in, whatever is open.
    const key = (await recoverKey(mac, user, context)) ?? open;
    keychain = replaceLocalPassword(mac, shortName, password, key);
  }
  return { localPasswordReplaced: differs, keychain, unlockKeyBound: await bindKey(mac, shortName, user, context) };
}

/** Renews when the tokens are missing, expired or older than four hours. */
export async function renew(mac: MacParts, shortName: string, force: boolean): Promise<RenewalOutcome> {
  const user = mac.state.platformSso.users[shortName];
  if (!user || user.state === 'NeedsRegistration' || !mac.state.platformSso.device) return { kind: 'not-registered' };
  const { tokens } = user;
  const dueAt = tokens ? Math.min(tokens.expires, tokens.received + renewalAge) : mac.now();
  if (!force && mac.now() < dueAt) return { kind: 'not-due', dueAt };
  const done = await attempt(() => renewNow(mac, shortName, user));
  if (done.kind === 'success') return done.value;
  if (done.failure.code !== 'wrong-credential') return { kind: 'failed', failure: done.failure };
  return askForPerson(mac, shortName, done.failure.sentence);
}

/** Shows "Authentication Required". */
export function askForPerson(mac: MacParts, shortName: string, sentence: string): RenewalOutcome {
  notify(mac, 'authentication-required', shortName);
  return { kind: 'authentication-required', sentence };
}

async function renewNow(mac: MacParts, shortName: string, user: UserConfiguration): Promise<RenewalOutcome> {
  if (user.loginType === 'UserSecureEnclaveKey') {
    const handle = user.secureEnclaveKey;
    if (handle === undefined || !mac.enclave.has(handle)) {
      user.state = 'NeedsNewKeys';
      notify(mac, 'registration-required', shortName);
      throw new PlatformSsoError('key-missing', "The person's Secure Enclave key is gone.");
    }
    await loginUser(mac, shortName, { kind: 'secure-enclave-key', handle }, 'refresh');
    return { kind: 'renewed', by: 'login' };
  }
  const context = agentContext(mac, user, user.loginUserName ?? shortName, 'refresh');
  const token = mayRefresh(mac, user, context) ? refreshTokenOf(mac, user) : undefined;
  if (token !== undefined) {
    keepGrant(mac, context, shortName, await refresh(context, token), false);
    return { kind: 'renewed', by: 'refresh' };
  }
  if (user.credential === undefined) return askForPerson(mac, shortName, 'A full sign-in is due.');
  const password = mac.sealer.openText(user.credential, credentialPurpose);
  await loginUser(mac, shortName, { kind: 'password', password }, 'refresh');
  return { kind: 'renewed', by: 'login' };
}

function mayRefresh(mac: MacParts, user: UserConfiguration, { plan }: AgentContext): boolean {
  const { tokens, lastFullLogin } = user;
  const frequency = plan.platformSso.loginFrequency * 1000;
  return (
    tokens !== undefined &&
    mac.now() < tokens.expires &&
    lastFullLogin !== undefined &&
    mac.now() - lastFullLogin < frequency
  );
}

/** Keeps what came of a login or a refresh, and gives the account its groups. */
export function keepGrant(
  mac: MacParts,
  context: AgentContext,
  shortName: string,
  grant: LoginGrant,
  full: boolean,
): void {
  storeTokens(mac, requireUser(mac, shortName), grant, full);
  dismiss(mac, 'authentication-required', shortName);
  const account = findAccount(mac.state.accounts, shortName);
  const { platformSso } = context.plan;
  // A refresh asks for no groups, so that none in its answer means nothing.
  if (!full || !account || !mac.traits().groups) return;
  applyGroups(
    account,
    platformSso.userAuthorizationMode,
    platformSso,
    returnedGroups(grant.claims, context.configuration),
  );
}

/** The key of the login keychain by way of the identity provider, where it is bound. @throws {PlatformSsoError} */
export async function recoverKey(
  mac: MacParts,
  user: UserConfiguration,
  context: AgentContext,
): Promise<Uint8Array | undefined> {
  const token = refreshTokenOf(mac, user);
  if (!user.unlock || token === undefined) return undefined;
  const { key, binding } = await unlockWithBinding(context, user.unlock, token);
  user.unlock = binding;
  return key;
}

/** Binds the unlock key where it is not bound and the keychain is open. @throws {PlatformSsoError} */
export async function bindKey(
  mac: MacParts,
  shortName: string,
  user: UserConfiguration,
  context: AgentContext,
): Promise<boolean> {
  if (user.unlock || !usesKeyService(context)) return user.unlock !== undefined;
  const keychain = mac.state.loginKeychains[shortName];
  const key = keychain && keychainKey(keychain, mac.keychains);
  const refreshToken = refreshTokenOf(mac, user);
  if (!key || refreshToken === undefined) return false;
  user.unlock = await bindUnlockKey(context, { shortName, key, refreshToken });
  return true;
}

/** @throws {PlatformSsoError} `configuration-incomplete` */
export function requireUser(mac: MacParts, shortName: string): UserConfiguration {
  const user = mac.state.platformSso.users[shortName];
  if (!user) throw new PlatformSsoError('configuration-incomplete', 'The user is not registered for Platform SSO.');
  return user;
}
