/** What a client learns of a person (OpenID Connect Core 1.0 section 5), by the scopes that it was given. */
import type { Account } from 'oidc-provider';
import type { OpenIdPorts } from './context.ts';

/** Claims by scope. `groups` and `upn` are no standard's, and read by most applications. */
export const claimsByScope = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'preferred_username', 'upn'],
  email: ['email'],
  groups: ['groups'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A person by id; undefined for whoever may not sign in. */
export async function findAccount({ people }: OpenIdPorts, userId: string): Promise<Account | undefined> {
  const user = await people.userById(userId);
  if (user?.state !== 'active') return undefined;
  return {
    accountId: user.id,
    claims: async (_use, scope) => ({
      sub: user.id,
      name: user.fullName,
      preferred_username: user.accountName,
      upn: user.userPrincipalName,
      ...(user.email === undefined ? {} : { email: user.email }),
      ...(scope.split(' ').includes('groups') ? { groups: [...(await people.groupsOf(user.id))] } : {}),
    }),
  };
}
