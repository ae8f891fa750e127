import type { Group, groupOperations } from '#api/groups.ts';
import { timeOf } from '#api/members.ts';
import type { GroupOutcome, GroupRecord } from '#server/directory/directory-administration.ts';
import { actionAnswer, type Answer, cut, deletionAnswer, done, type Handlers, pageAnswer, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Groups, over the directory. */
export function groupHandlers({ directory }: AdminPorts): Handlers<keyof typeof groupOperations> {
  return {
    listGroups: async ({ query }) => pageAnswer(await directory.listGroups(cut(query)), groupOf),
    createGroup: async ({ body, caller }) => groupAnswer(await directory.createGroup(body.name, caller.actor)),
    getGroup: async ({ params }) => {
      const group = await directory.group(params.group);
      return group === undefined ? refused('group_not_found') : done(groupOf(group));
    },
    renameGroup: async ({ params, body, caller }) =>
      groupAnswer(await directory.renameGroup(params.group, body.name, caller.actor)),
    deleteGroup: async ({ params, caller }) =>
      deletionAnswer(await directory.deleteGroup(params.group, caller.actor), 'group_not_found'),
    listGroupMembers: async ({ params, query }) => {
      const page = await directory.listMembers(params.group, cut(query));
      if (page === undefined) return refused('group_not_found');
      return pageAnswer(page, ({ id, accountName, fullName, userPrincipalName }) => ({
        id,
        accountName,
        fullName,
        userPrincipalName,
      }));
    },
    addGroupMember: async ({ params, caller }) => {
      if ((await directory.group(params.group)) === undefined) return refused('group_not_found');
      return actionAnswer(await directory.addMember(params.group, params.user, caller.actor), 'user_not_found');
    },
    removeGroupMember: async ({ params, caller }) => {
      if ((await directory.group(params.group)) === undefined) return refused('group_not_found');
      const outcome = await directory.removeMember(params.group, params.user, caller.actor);
      if (outcome.kind === 'already') return refused('member_not_found');
      return deletionAnswer(outcome, 'user_not_found');
    },
  };
}

function groupAnswer(outcome: GroupOutcome): Answer<Group> {
  switch (outcome.kind) {
    case 'done':
      return done(groupOf(outcome.group));
    case 'not-found':
      return refused('group_not_found');
    case 'taken':
      return refused('group_exists');
    case 'invalid':
      return refused('request_invalid', {
        problems: outcome.problems.map(({ field, code }) => ({
          in: 'body',
          member: field,
          message: `is ${code.replace('-', ' ')}`,
        })),
      });
  }
}

/** A group as the contract writes one. */
export function groupOf({ id, name, createdAt, members }: GroupRecord): Group {
  return { id, name, createdAt: timeOf(createdAt), members };
}
