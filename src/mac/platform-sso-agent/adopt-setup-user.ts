import type { MacParts } from '../mac-parts.ts';
import { agentContext } from './agent-context.ts';
import { attempt } from './failure.ts';
import { setupUser } from './setup-user.ts';
import { applyGroups, returnedGroups } from './groups.ts';
import { synchronisePassword } from './sign-in.ts';
import { requireAccount } from '../local-accounts/local-accounts.ts';

/**
 * Gives the account what the person registered before it was there; with the organisation's password also the binding of its
 * unlock key. What of it needs the network is made up for at the next login.
 */
export async function adoptSetupUser(mac: MacParts, shortName: string, password: string | undefined): Promise<void> {
  const { users } = mac.state.platformSso;
  const user = users[setupUser];
  if (!user) return;
  delete users[setupUser];
  users[shortName] = user;
  mac.state.secureEnclave.keys = mac.state.secureEnclave.keys.map((key) =>
    key.owner === setupUser ? { ...key, owner: shortName } : key,
  );
  const account = requireAccount(mac.state.accounts, shortName);
  account.alternativeIdentities.push(`PlatformSSO:${user.loginUserName ?? shortName}`);
  const context = agentContext(mac, user, user.loginUserName ?? shortName, 'create-user');
  const { newUserAuthorizationMode } = context.plan.platformSso;
  const claims = user.tokens?.idTokenClaims ?? {};
  applyGroups(
    account,
    newUserAuthorizationMode,
    context.plan.platformSso,
    returnedGroups(claims, context.configuration),
  );
  if (password !== undefined) await attempt(() => synchronisePassword(mac, shortName, password, context));
}
