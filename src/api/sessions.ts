/** Browsers in which people are signed in: to applications, to their own pages, to the console. */
import { z } from 'zod';
import { endingResult } from './endings.ts';
import { reference, time } from './members.ts';
import type { Operation } from './operation.ts';
import { userParams } from './users.ts';

/** A browser in which a person is signed in. */
export const userSession = z
  .object({
    id: z.string(),
    purpose: z
      .enum(['applications', 'account', 'console'])
      .describe("`account`: the person's own pages. `console`: the console of administrators."),
    browser: z.string().nullable().describe('As the browser calls itself, such as `Safari on macOS`.'),
    address: z.string().nullable().describe('The network address that it was begun from.'),
    begunAt: time,
    usedAt: time,
    applications: z.array(z.string()).describe('Applications that it was used for.'),
  })
  .meta({ id: 'UserSession' });

/** A browser in which a person is signed in. */
export type UserSession = z.infer<typeof userSession>;

/** Access that applications hold in the name of a person. */
export const applicationAccess = z
  .object({ application: z.string(), tokens: z.number().int().describe('Access and refresh tokens that count.') })
  .meta({ id: 'ApplicationAccess' });

const noun = 'sessions';

/** What may be asked about sessions of people. */
export const sessionOperations = {
  listUserSessions: {
    method: 'GET',
    path: '/api/v1/users/{user}/sessions',
    noun,
    summary: 'Lists the browsers in which a person is signed in, and what applications hold',
    params: userParams,
    response: z
      .object({ items: z.array(userSession), applications: z.array(applicationAccess) })
      .meta({ id: 'UserSessions' }),
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  endUserSession: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/sessions/{session}',
    noun,
    summary: 'Signs a person out in one browser; what applications were given in it is taken back',
    params: userParams.extend({ session: reference.describe('Id.') }),
    role: 'admin',
    refusals: ['user_not_found', 'session_not_found'],
  },
  endUserSessions: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/sessions',
    noun,
    summary: 'Signs a person out everywhere, and takes back what applications hold; Macs stay registered',
    params: userParams,
    response: endingResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
} as const satisfies Record<string, Operation>;
