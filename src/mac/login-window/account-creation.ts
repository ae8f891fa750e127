/** `EnableCreateUserAtLogin`: an account for somebody of the organisation who has none on this Mac. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { applyGroups, returnedGroups } from '../platform-sso-agent/groups.ts';
import { createAccount } from '../local-accounts/local-accounts.ts';
import { synchronise } from '../file-vault/file-vault.ts';
import { createKeychain } from '../keychain/login-keychain.ts';
import type { MacParts } from '../mac-parts.ts';
import type { LoginType } from '../mac-state.ts';
import { accountNames } from './account-names.ts';
import { type AgentContext, agentContext } from '../platform-sso-agent/agent-context.ts';
import { type LoginGrant, login } from '../platform-sso-agent/login.ts';
import { synchronisePassword } from '../platform-sso-agent/sign-in.ts';
import { storeTokens } from '../platform-sso-agent/token-store.ts';
import { loginOnWeb, settleWebLogin } from '../platform-sso-agent/web-login.ts';
import type { AnswerPages } from '../platform-sso-agent/web-window.ts';

/** Signs in at the identity provider and makes the account. Returns its short name. @throws {PlatformSsoError} */
export async function createFromLogin(mac: MacParts, name: string, password: string): Promise<string> {
  const context = agentContext(mac, undefined, name, 'create-user');
  const grant = await login(context, { kind: 'password', password }, undefined);
  const shortName = makeAccount(mac, context, { name, grant, password, method: 'Password' });
  await synchronisePassword(mac, shortName, password, context);
  return shortName;
}

/**
 * The same by the window of macOS 27. The account's password is what the pages gave to `syncPassword`; without that nobody
 * knows it, and the unlock key is the only way in. @throws {PlatformSsoError}
 */
export async function createFromWeb(mac: MacParts, name: string, answerPages: AnswerPages): Promise<string> {
  const { context, grant, syncedPassword } = await loginOnWeb(mac, undefined, {
    name,
    occasion: 'create-user',
    answerPages,
  });
  const password = syncedPassword ?? toBase64(mac.ports.random.bytes(24));
  const shortName = makeAccount(mac, context, { name, grant, password, method: 'OpenID' });
  await settleWebLogin(mac, shortName, context, undefined);
  return shortName;
}

interface Newcomer {
  /** At the organisation. */
  readonly name: string;
  readonly grant: LoginGrant;
  readonly password: string;
  readonly method: LoginType;
}

function makeAccount(mac: MacParts, context: AgentContext, { name, grant, password, method }: Newcomer): string {
  const { newUserAuthorizationMode, ...plan } = context.plan.platformSso;
  const identity = accountNames(mac, grant.claims, name);
  const account = createAccount(mac.state.accounts, { ...identity, password, admin: false }, mac.ports.random);
  account.alternativeIdentities.push(`PlatformSSO:${name}`);
  const mode = newUserAuthorizationMode ?? 'Standard';
  applyGroups(account, mode, context.plan.platformSso, returnedGroups(grant.claims, context.configuration));
  synchronise(mac.state.fileVault, account);
  mac.state.loginKeychains[account.shortName] = createKeychain(password, mac.keychains);
  mac.state.platformSso.users[account.shortName] = {
    created: mac.now(),
    state: 'Normal',
    loginType: plan.authenticationMethod === method ? method : 'None',
    loginUserName: name,
    uniqueIdentifier: grant.uniqueIdentifier,
    lastLogin: undefined,
    lastFullLogin: undefined,
    credential: undefined,
    secureEnclaveKey: undefined,
    signingKey: undefined,
    encryptionKey: undefined,
    unlock: undefined,
    tokens: undefined,
    authenticationRequired: false,
  };
  const user = mac.state.platformSso.users[account.shortName];
  if (user) storeTokens(mac, user, grant, true);
  return account.shortName;
}
