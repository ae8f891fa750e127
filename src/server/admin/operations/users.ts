import type { z } from 'zod';
import type { RequestProblem } from '#api/error.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { User, userListQuery, userOperations } from '#api/users.ts';
import type { FieldProblem, UserOrder, UserQuery, UserRecord } from '#server/directory/directory-administration.ts';
import { actionAnswer, cut, done, type Handlers, pageAnswer, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';
import { groupOf } from './groups.ts';
import { methodsOf } from './sign-in-methods.ts';

type Names = Exclude<keyof typeof userOperations, 'previewUserEnding' | 'disableUser' | 'deleteUser'>;

/** Users, over the directory. What ends people is in `endings.ts`. */
export function userHandlers({
  directory,
  factors,
  authenticators,
  platformSso,
  openid,
  passkeys,
  clock,
}: AdminPorts): Handlers<Names> {
  return {
    listUsers: async ({ query }) => {
      const group = query.group === undefined ? undefined : await directory.group(query.group);
      if (query.group !== undefined && group === undefined) return refused('group_not_found');
      return pageAnswer(await directory.listUsers({ ...cut(query), ...narrowed(query, group?.id) }), userOf);
    },
    showSignInMethods: async ({ params }) => {
      const user = (await directory.user(params.user))?.user;
      if (user === undefined) return refused('user_not_found');
      return done(await methodsOf({ directory, factors, authenticators, passkeys, platformSso, clock }, user));
    },
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
    enableUser: async ({ params, caller }) =>
      actionAnswer(await directory.enableUser(params.user, caller.actor), 'user_not_found'),
  };
}

function narrowed(
  { sort, state, role }: z.output<typeof userListQuery>,
  groupId: string | undefined,
): Partial<UserQuery> {
  const order = sort?.replace('-', '') as UserOrder | undefined;
  const rights = {
    administrator: { administrator: true },
    auditor: { auditor: true },
    person: { administrator: false, auditor: false },
  } as const;
  return { ...present({ order, isDescending: sort?.startsWith('-'), state, groupId }), ...(role && rights[role]) };
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
