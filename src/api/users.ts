/** Users: the people of the directory. */
import { z } from 'zod';
import { endingPreview, endingResult } from './endings.ts';
import { temporaryPass } from './temporary-pass.ts';
import { group } from './groups.ts';
import { actionResult, line, pageOf, password, reference, searchQuery, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** A person. */
export const user = z
  .object({
    id: z.string().describe('Never changes and is never given to another; the `sub` of every token.'),
    accountName: z.string().describe('The short name, such as `ada`.'),
    fullName: z.string(),
    userPrincipalName: z.string().describe('The login user name, such as `ada@example.org`.'),
    email: z.string().nullable(),
    state: z.enum(['active', 'disabled']),
    administrator: z.boolean(),
    auditor: z.boolean().describe('May look at what administrators see, and change nothing.'),
    mustChangePassword: z.boolean(),
    createdAt: time,
    updatedAt: time,
    passwordSetAt: timeOrNever.describe('Null for a person without a password.'),
    passwordExpiresAt: timeOrNever.describe('When a temporary password stops being accepted.'),
  })
  .meta({ id: 'User' });

/** A person. */
export type User = z.infer<typeof user>;

/** A person with the groups. */
export const userDetail = z.object({ user, groups: z.array(group) }).meta({ id: 'UserDetail' });

/** A person with the groups. */
export type UserDetail = z.infer<typeof userDetail>;

/** A password that an administrator sets. */
export const newPassword = z
  .strictObject({
    password,
    temporary: z.boolean().optional().describe('Must be changed at the first use, and soon.'),
  })
  .meta({ id: 'NewPassword' });

/** What a new person is made of. */
export const newUser = z
  .strictObject({
    accountName: line(64),
    fullName: line(256),
    userPrincipalName: line(320),
    email: line(320).optional(),
    administrator: z.boolean().optional(),
    auditor: z.boolean().optional(),
    password: password.optional().describe('Without one the person cannot sign in by password until one is set.'),
    temporaryPassword: z.boolean().optional().describe('The password must be changed at the first use, and soon.'),
  })
  .meta({ id: 'NewUser' });

/** What may change about a person; what is absent stays. */
export const userChanges = z
  .strictObject({
    accountName: line(64).optional(),
    fullName: line(256).optional(),
    userPrincipalName: line(320).optional(),
    email: line(320).nullable().optional().describe('Null removes it.'),
    administrator: z.boolean().optional(),
    auditor: z.boolean().optional(),
  })
  .meta({ id: 'UserChanges' });

/** A person in an address. */
export const userParams = z.object({ user: reference.describe('Id, account name, principal name or e-mail.') });

/** In which order people may be listed; with `-` the other way round. */
export const userOrder = z.enum([
  'userPrincipalName',
  '-userPrincipalName',
  'fullName',
  '-fullName',
  'createdAt',
  '-createdAt',
]);

/** How the list of people is cut, searched, narrowed and ordered. */
export const userListQuery = searchQuery.extend({
  sort: userOrder.optional().describe('Unless given: by user name; with a search, what matched first.'),
  state: z.enum(['active', 'disabled']).optional(),
  role: z.enum(['administrator', 'auditor', 'person']).optional().describe('`person`: whoever has no role.'),
  group: reference.optional().describe('Only members of this group: id or name.'),
});

/** How a person can sign in. */
export const signInMethods = z
  .object({
    password: z.enum(['none', 'set', 'must-change', 'expired']),
    authenticators: z.number().int(),
    passkeys: z.number().int(),
    oneTimeCodes: z.boolean(),
    recoveryCodes: z.number().int().describe('How many are left.'),
    temporaryPass: temporaryPass.nullable(),
    smartCards: z.number().int().describe('Certificates that are bound to the person.'),
    macs: z.number().int().describe('Macs on which the person is registered.'),
  })
  .meta({ id: 'SignInMethods' });

/** How a person can sign in. */
export type SignInMethods = z.infer<typeof signInMethods>;

const noun = 'users';

/** What may be asked about users. */
export const userOperations = {
  listUsers: {
    method: 'GET',
    path: '/api/v1/users',
    noun,
    summary: 'Lists people',
    query: userListQuery,
    response: pageOf(user),
    role: 'auditor',
    refusals: ['group_not_found'],
  },
  createUser: {
    method: 'POST',
    path: '/api/v1/users',
    noun,
    summary: 'Adds a person',
    body: newUser,
    response: user,
    status: 201,
    role: 'admin',
    refusals: ['user_exists', 'password_refused', 'server_busy'],
  },
  getUser: {
    method: 'GET',
    path: '/api/v1/users/{user}',
    noun,
    summary: 'Shows a person with the groups',
    params: userParams,
    response: userDetail,
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  updateUser: {
    method: 'PATCH',
    path: '/api/v1/users/{user}',
    noun,
    summary: 'Changes names, e-mail or the rights to administer and to audit',
    params: userParams,
    body: userChanges,
    response: user,
    role: 'admin',
    refusals: ['user_not_found', 'user_exists'],
  },
  showSignInMethods: {
    method: 'GET',
    path: '/api/v1/users/{user}/sign-in-methods',
    noun,
    summary: 'Says how a person can sign in',
    params: userParams,
    response: signInMethods,
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  previewUserEnding: {
    method: 'GET',
    path: '/api/v1/users/{user}/ending',
    noun,
    summary: 'Says what would end if a person were disabled',
    params: userParams,
    response: endingPreview,
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  deleteUser: {
    method: 'DELETE',
    path: '/api/v1/users/{user}',
    noun,
    summary: 'Forgets a person and ends everything of theirs; the id is never given to another',
    params: userParams,
    response: endingResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  setPassword: {
    method: 'PUT',
    path: '/api/v1/users/{user}/password',
    noun,
    summary: 'Sets a password',
    params: userParams,
    body: newPassword,
    role: 'admin',
    refusals: ['user_not_found', 'password_refused', 'server_busy'],
  },
  requirePasswordChange: {
    method: 'POST',
    path: '/api/v1/users/{user}/require-password-change',
    noun,
    summary: 'Lets the present password be used for choosing another only',
    params: userParams,
    response: actionResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  addOneTimeCodes: {
    method: 'POST',
    path: '/api/v1/users/{user}/one-time-codes',
    noun,
    summary: 'Gives a person one-time codes, which enrollment then asks for beside the password',
    params: userParams,
    response: z
      .object({ uri: z.string().describe('For the authenticator; shown once. A secret.') })
      .meta({ id: 'OneTimeCodes' }),
    status: 201,
    role: 'admin',
    refusals: ['user_not_found', 'one_time_codes_exist'],
  },
  removeOneTimeCodes: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/one-time-codes',
    noun,
    summary: 'Takes the one-time codes of a person away',
    params: userParams,
    role: 'admin',
    refusals: ['user_not_found', 'one_time_codes_not_found'],
  },
  disableUser: {
    method: 'POST',
    path: '/api/v1/users/{user}/disable',
    noun,
    summary: 'Grants a person nothing from the next request on, and ends tokens and sessions',
    params: userParams,
    response: endingResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  enableUser: {
    method: 'POST',
    path: '/api/v1/users/{user}/enable',
    noun,
    summary: 'Lets a disabled person sign in again',
    params: userParams,
    response: actionResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
} as const satisfies Record<string, Operation>;
