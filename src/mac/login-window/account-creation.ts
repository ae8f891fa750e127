/** `EnableCreateUserAtLogin`: an account for somebody of the organisation who has none on this Mac. */
import { applyGroups, returnedGroups } from '../platform-sso-agent/groups.ts';
import { createAccount } from '../local-accounts/local-accounts.ts';
import { synchronise } from '../file-vault/file-vault.ts';
import { createKeychain } from '../keychain/login-keychain.ts';
import type { MacParts } from '../mac-parts.ts';
import { accountNames } from './account-names.ts';
import { agentContext } from '../platform-sso-agent/agent-context.ts';
import { login } from '../platform-sso-agent/login.ts';
import { synchronisePassword } from '../platform-sso-agent/sign-in.ts';
import { storeTokens } from '../platform-sso-agent/token-store.ts';

/** Signs in at the identity provider and makes the account. Returns its short name. @throws {PlatformSsoError} */
export async function createFromLogin(mac: MacParts, name: string, password: string): Promise<string> {
  const context = agentContext(mac, undefined, name, 'create-user');
  const grant = await login(context, { kind: 'password', password }, undefined);
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
    loginType: plan.authenticationMethod === 'Password' ? 'Password' : 'None',
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
  await synchronisePassword(mac, account.shortName, password, context);
  return account.shortName;
}
