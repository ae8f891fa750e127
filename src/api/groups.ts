/** Groups of people, as tokens carry them in `groups`. */
import { z } from 'zod';
import { actionResult, line, listQuery, pageOf, reference, searchQuery, time } from './members.ts';
import type { Operation } from './operation.ts';

/** A group. */
export const group = z
  .object({ id: z.string(), name: z.string(), createdAt: time, members: z.number().int() })
  .meta({ id: 'Group' });

/** A group. */
export type Group = z.infer<typeof group>;

/** A person as a member of a group. */
export const groupMember = z
  .object({ id: z.string(), accountName: z.string(), fullName: z.string(), userPrincipalName: z.string() })
  .meta({ id: 'GroupMember' });

/** The name of a group. */
export const groupName = z
  .strictObject({ name: line(256).describe('Unique, without regard to case.') })
  .meta({ id: 'GroupName' });

const params = z.object({ group: reference.describe('Id or name.') });
const memberParams = params.extend({ user: reference.describe('Id, account name, principal name or e-mail.') });
const noun = 'groups';

/** What may be asked about groups. */
export const groupOperations = {
  listGroups: {
    method: 'GET',
    path: '/api/v1/groups',
    noun,
    summary: 'Lists groups',
    query: searchQuery,
    response: pageOf(group),
    role: 'auditor',
    refusals: [],
  },
  createGroup: {
    method: 'POST',
    path: '/api/v1/groups',
    noun,
    summary: 'Adds a group',
    body: groupName,
    response: group,
    status: 201,
    role: 'admin',
    refusals: ['group_exists'],
  },
  getGroup: {
    method: 'GET',
    path: '/api/v1/groups/{group}',
    noun,
    summary: 'Shows a group',
    params,
    response: group,
    role: 'auditor',
    refusals: ['group_not_found'],
  },
  renameGroup: {
    method: 'PATCH',
    path: '/api/v1/groups/{group}',
    noun,
    summary: 'Renames a group',
    params,
    body: groupName,
    response: group,
    role: 'admin',
    refusals: ['group_not_found', 'group_exists'],
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/api/v1/groups/{group}',
    noun,
    summary: 'Deletes a group; its members stay',
    params,
    role: 'admin',
    refusals: ['group_not_found'],
  },
  listGroupMembers: {
    method: 'GET',
    path: '/api/v1/groups/{group}/members',
    noun,
    summary: 'Lists the members of a group',
    params,
    query: listQuery,
    response: pageOf(groupMember),
    role: 'auditor',
    refusals: ['group_not_found'],
  },
  addGroupMember: {
    method: 'PUT',
    path: '/api/v1/groups/{group}/members/{user}',
    noun,
    summary: 'Makes a person a member of a group',
    params: memberParams,
    response: actionResult,
    role: 'admin',
    refusals: ['group_not_found', 'user_not_found'],
  },
  removeGroupMember: {
    method: 'DELETE',
    path: '/api/v1/groups/{group}/members/{user}',
    noun,
    summary: 'Takes a person out of a group',
    params: memberParams,
    role: 'admin',
    refusals: ['group_not_found', 'user_not_found', 'member_not_found'],
  },
} as const satisfies Record<string, Operation>;
