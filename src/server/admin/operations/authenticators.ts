import type { AuthenticatorItem, authenticatorOperations } from '#api/authenticators.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { Authenticator } from '#server/authenticator/feature.ts';
import { actionAnswer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Authenticators of people. */
export function authenticatorHandlers({
  directory,
  authenticators,
}: Pick<AdminPorts, 'authenticators'> & { readonly directory: Pick<AdminPorts['directory'], 'user'> }): Handlers<
  keyof typeof authenticatorOperations
> {
  const idOf = async (user: string) => (await directory.user(user))?.user.id;
  return {
    offerAuthenticator: async ({ params, body, caller }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      const { address, expiresAt } = await authenticators.offer(userId, caller.actor, body);
      return done({ address, expiresAt: timeOf(expiresAt) });
    },
    listAuthenticators: async ({ params }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      const items = (await authenticators.list(userId)).map(itemOf);
      return done({ items, alarmedAt: timeOrNeverOf(await authenticators.alarmOf(userId)) });
    },
    renameAuthenticator: async ({ params, body, caller }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      const { kind } = await authenticators.rename(userId, params.authenticator, body.name, caller.actor);
      return kind === 'done' ? done(undefined) : refused('authenticator_not_found');
    },
    removeAuthenticator: async ({ params, caller }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      const { kind } = await authenticators.remove(userId, params.authenticator, caller.actor);
      return kind === 'done' ? done(undefined) : refused('authenticator_not_found');
    },
    clearAuthenticatorAlarm: async ({ params, caller }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      return actionAnswer(await authenticators.clearAlarm(userId, caller.actor), 'user_not_found');
    },
    verifyApprovals: async () => {
      const { approvals, faults } = await authenticators.verifyApprovals();
      return done({ approvals, faults: [...faults] });
    },
  };
}

function itemOf({
  id,
  name,
  state,
  unlockRequired,
  createdAt,
  lastSeenAt,
  lockedAt,
}: Authenticator): AuthenticatorItem {
  return {
    id,
    name,
    state: state === 'active' ? 'active' : 'locked',
    unlock: unlockRequired ? 'required' : 'optional',
    createdAt: timeOf(createdAt),
    lastSeenAt: timeOf(lastSeenAt),
    lockedAt: timeOrNeverOf(lockedAt),
  };
}
