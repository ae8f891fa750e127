import type { RequestProblem } from '#api/error.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { User, userOperations } from '#api/users.ts';
import type { FieldProblem, UserRecord } from '#server/directory/directory-administration.ts';
import { actionAnswer, cut, deletionAnswer, done, type Handlers, pageAnswer, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';
import { groupOf } from './groups.ts';

/** Users, over the directory. Ending a person ends their refresh tokens and sessions too. */
export function userHandlers({
  directory,
  factors,
  authenticators,
  platformSso,
  openid,
  passkeys,
}: AdminPorts): Handlers<keyof typeof userOperations> {
  return {
    listUsers: async ({ query }) => pageAnswer(await directory.listUsers(cut(query)), userOf),
    createUser: async ({ body, caller }) => {
      const { password: value, temporaryPassword: temporary, accountName, fullName, userPrincipalName, ...rest } = body;
      const password = value === undefined ? undefined : { value, ...present({ temporary }) };
      const names = { accountName, fullName, userPrincipalName };
      const outcome = await directory.createUser(
        { ...names, ...present(rest), ...present({ password }) },
        caller.actor,
      );
      return outcome.kind === 'created' ? done(userOf(outcome.user)) : userRefusal(outcome);
    },
    getUser: async ({ params }) => {
      const detail = await directory.user(params.user);
      if (detail === undefined) return refused('user_not_found');
      return done({ user: userOf(detail.user), groups: detail.groups.map(groupOf) });
    },
    updateUser: async ({ params, body, caller }) => {
      const outcome = await directory.updateUser(params.user, present(body), caller.actor);
      return outcome.kind === 'updated' ? done(userOf(outcome.user)) : userRefusal(outcome);
    },
    deleteUser: async ({ params, caller }) => {
      const detail = await directory.user(params.user);
      if (detail === undefined) return refused('user_not_found');
      await authenticators.removeAll(detail.user.id, caller.actor);
      await factors.forget(detail.user.id, caller.actor);
      await passkeys.removeAllOf(detail.user.id, caller.actor);
      const outcome = await directory.deleteUser(detail.user.id, caller.actor);
      await platformSso.revokeTokensOfUser(detail.user.id, caller.actor);
      await openid.endSessionsOf(detail.user.id);
      return deletionAnswer(outcome, 'user_not_found');
    },
    setPassword: async ({ params, body, caller }) => {
      const password = { value: body.password, ...present({ temporary: body.temporary }) };
      const outcome = await directory.setPassword(params.user, password, caller.actor);
      if (outcome.kind !== 'done') return userRefusal(outcome);
      // What the old password began ends with it; keys and cards stay signed in.
      const detail = await directory.user(params.user);
      if (detail) {
        await platformSso.revokeTokensOfUser(detail.user.id, caller.actor, 'password');
        await openid.endSessionsOf(detail.user.id);
      }
      return done(undefined);
    },
    requirePasswordChange: async ({ params, caller }) =>
      actionAnswer(await directory.requirePasswordChange(params.user, caller.actor), 'user_not_found'),
    addOneTimeCodes: async ({ params, caller }) => {
      const outcome = await factors.oneTimeCodes.addOneTimeCodes(params.user, caller.actor);
      if (outcome.kind === 'added') return done({ uri: outcome.uri });
      return refused(outcome.kind === 'already' ? 'one_time_codes_exist' : 'user_not_found');
    },
    removeOneTimeCodes: async ({ params, caller }) => {
      const { kind } = await factors.oneTimeCodes.removeOneTimeCodes(params.user, caller.actor);
      if (kind === 'done') return done(undefined);
      return refused(kind === 'already' ? 'one_time_codes_not_found' : 'user_not_found');
    },
    disableUser: async ({ params, caller }) => {
      const detail = await directory.user(params.user);
      if (detail === undefined) return refused('user_not_found');
      const outcome = await directory.disableUser(detail.user.id, caller.actor);
      // Also when the person was disabled already: an earlier call may have stopped half-way.
      await platformSso.revokeTokensOfUser(detail.user.id, caller.actor);
      await openid.endSessionsOf(detail.user.id);
      return actionAnswer(outcome, 'user_not_found');
    },
    enableUser: async ({ params, caller }) =>
      actionAnswer(await directory.enableUser(params.user, caller.actor), 'user_not_found'),
  };
}

type Unmade =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'taken'; readonly field: string }
  | { readonly kind: 'password-refused'; readonly problems: readonly string[]; readonly minimumLength: number };

function userRefusal(outcome: Unmade) {
  switch (outcome.kind) {
    case 'not-found':
      return refused('user_not_found');
    case 'invalid':
      return refused('request_invalid', { problems: outcome.problems.map(fieldProblem) });
    case 'taken':
      return refused('user_exists', { problems: [inBody(outcome.field, 'is taken')] });
    case 'password-refused':
      return refused('password_refused', {
        problems: outcome.problems.map((problem) =>
          inBody('password', passwordSentence(problem, outcome.minimumLength)),
        ),
      });
  }
}

/** A refused field of a user or group as a problem of the contract. */
export function fieldProblem({ field, code }: FieldProblem): RequestProblem {
  return inBody(field, `is ${code.replace('-', ' ')}`);
}

function passwordSentence(problem: string, minimumLength: number): string {
  const sentences: Readonly<Record<string, string>> = {
    'too-short': `must have at least ${minimumLength} characters`,
    'too-long': 'is too long',
    'contains-name': 'must not contain the name of the user',
    'well-known': 'is too well known',
    unchanged: 'must differ from the present one',
  };
  return sentences[problem] ?? problem;
}

function inBody(member: string, message: string): RequestProblem {
  return { in: 'body', member, message };
}

/** A person as the contract writes one. */
export function userOf(user: UserRecord): User {
  return {
    id: user.id,
    accountName: user.accountName,
    fullName: user.fullName,
    userPrincipalName: user.userPrincipalName,
    email: user.email ?? null,
    state: user.state,
    administrator: user.administrator,
    auditor: user.auditor,
    mustChangePassword: user.mustChangePassword,
    createdAt: timeOf(user.createdAt),
    updatedAt: timeOf(user.updatedAt),
    passwordSetAt: timeOrNeverOf(user.passwordSetAt),
    passwordExpiresAt: timeOrNeverOf(user.passwordExpiresAt),
  };
}
