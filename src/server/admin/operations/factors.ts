import type { factorOperations, TemporaryPass } from '#api/factors.ts';
import { timeOf } from '#api/members.ts';
import type { TemporaryPass as Pass } from '#server/factors/feature.ts';
import { done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Recovery codes and temporary passes of people. */
export function factorHandlers({
  directory,
  factors,
}: Pick<AdminPorts, 'factors'> & { readonly directory: Pick<AdminPorts['directory'], 'user' | 'userById'> }): Handlers<
  keyof typeof factorOperations
> {
  const { recoveryCodes, temporaryPasses } = factors;
  const idOf = async (user: string) => (await directory.user(user))?.user.id;
  const withName = async (pass: Pass) => passOf(pass, (await directory.userById(pass.userId))?.userPrincipalName);
  return {
    makeRecoveryCodes: async ({ params, caller }) => {
      const outcome = await recoveryCodes.make(params.user, caller.actor);
      return outcome.kind === 'made' ? done({ codes: [...outcome.codes] }) : refused('user_not_found');
    },
    countRecoveryCodes: async ({ params }) => {
      const id = await idOf(params.user);
      return id === undefined ? refused('user_not_found') : done({ left: await recoveryCodes.left(id) });
    },
    listTemporaryPasses: async ({ query }) => {
      const passes = await temporaryPasses.list(query.after ?? '', query.limit + 1);
      const items = await Promise.all(passes.slice(0, query.limit).map(withName));
      return done({ items, next: passes.length > query.limit ? (items.at(-1)?.userId ?? null) : null });
    },
    giveTemporaryPass: async ({ params, body, caller }) => {
      const { uses, minutes, startsAt: start } = body;
      const startsAt = start === undefined ? undefined : Date.parse(start);
      const outcome = await temporaryPasses.give(params.user, { uses, minutes, startsAt }, caller.actor);
      switch (outcome.kind) {
        case 'given':
          return done({ pass: outcome.pass, facts: await withName(outcome.facts) });
        case 'not-found':
          return refused('user_not_found');
        case 'out-of-bounds': {
          const message = outcome.member === 'startsAt' ? 'must be within 30 days' : 'is out of bounds';
          return refused('request_invalid', { problems: [{ in: 'body', member: outcome.member, message }] });
        }
      }
    },
    revokeTemporaryPass: async ({ params, caller }) => {
      const { kind } = await temporaryPasses.revoke(params.user, caller.actor);
      if (kind === 'done') return done(undefined);
      return refused(kind === 'already' ? 'temporary_pass_not_found' : 'user_not_found');
    },
  };
}

/** A pass as the contract writes one. */
export function passOf(pass: Pass, userPrincipalName: string | undefined): TemporaryPass {
  const { userId, uses, used, givenBy, state } = pass;
  const times = { startsAt: timeOf(pass.startsAt), endsAt: timeOf(pass.endsAt), givenAt: timeOf(pass.givenAt) };
  return { userId, userPrincipalName: userPrincipalName ?? null, uses, used, ...times, givenBy, state };
}
