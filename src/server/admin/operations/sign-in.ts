import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { AdminToken, signInOperations } from '#api/sign-in.ts';
import { signIn } from '../access/sign-in.ts';
import type { TokenRecord } from '../access/token.ts';
import { done, type Handlers, pageAnswer, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** How long a token for a program lasts unless asked otherwise. */
const createdLifeSeconds = 90 * 24 * 60 * 60;

/** Signing in, and the tokens. */
export function signInHandlers(ports: AdminPorts): Handlers<keyof typeof signInOperations> {
  const { access, attempts: budget, audit, directory } = ports;
  return {
    signIn: async ({ body: { userName, password, name }, address, requestId }) => {
      const attempt = { userName, password, name, address, requestId };
      const outcome = await signIn({ directory, access, audit, budget }, attempt);
      switch (outcome.kind) {
        case 'accepted':
          return done({ token: outcome.issued.token, facts: tokenOf(outcome.issued.facts) });
        case 'must-change':
          return refused('password_change_required');
        case 'refused':
          return refused('sign_in_refused');
        case 'limited':
          return refused('attempts_limited', { retryAfterSeconds: outcome.retryAfterSeconds });
      }
    },
    signOut: async ({ caller }) => {
      const { id, origin, userId = '' } = caller.token;
      if (origin === 'console') await ports.console.end({ id, userId });
      else await access.revoke(id, caller.actor);
      return done(undefined);
    },
    showSession: async ({ caller }) => done(tokenOf(caller.token)),
    listAdminTokens: async ({ query }) => pageAnswer(await access.list(query.limit, query.after), tokenOf),
    createAdminToken: async ({ body: { name, role, lifeSeconds = createdLifeSeconds }, caller, address }) => {
      const issued = await access.issue({ name, role, lifeSeconds, origin: 'created', address }, caller.actor);
      return done({ token: issued.token, facts: tokenOf(issued.facts) });
    },
    revokeAdminToken: async ({ params, caller }) => {
      const outcome = await access.revoke(params.token, caller.actor);
      return outcome === 'not-found' ? refused('admin_token_not_found') : done(undefined);
    },
  };
}

function tokenOf(token: TokenRecord): AdminToken {
  const { id, name, role, origin, createdBy } = token;
  return {
    id,
    name,
    role,
    origin,
    userId: token.userId ?? null,
    createdBy,
    createdAt: timeOf(token.createdAt),
    expiresAt: timeOrNeverOf(token.expiresAt),
    lastUsedAt: timeOrNeverOf(token.lastUsedAt),
    revokedAt: timeOrNeverOf(token.revokedAt),
  };
}
