/** Factors that administrators hand to people: recovery codes and temporary access passes. */
import { z } from 'zod';
import { listQuery, pageOf, time } from './members.ts';
import type { Operation } from './operation.ts';
import { temporaryPass } from './temporary-pass.ts';
import { userParams } from './users.ts';

const noun = 'factors';

/** What may be asked about factors. */
export const factorOperations = {
  makeRecoveryCodes: {
    method: 'POST',
    path: '/api/v1/users/{user}/recovery-codes',
    noun,
    summary: 'Makes recovery codes for a person; those that there were count no more',
    params: userParams,
    response: z.object({ codes: z.array(z.string()).describe('Shown once. Secrets.') }).meta({ id: 'RecoveryCodes' }),
    status: 201,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  countRecoveryCodes: {
    method: 'GET',
    path: '/api/v1/users/{user}/recovery-codes',
    noun,
    summary: 'Says how many recovery codes a person has left',
    params: userParams,
    response: z.object({ left: z.number().int() }).meta({ id: 'RecoveryCodesLeft' }),
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  listTemporaryPasses: {
    method: 'GET',
    path: '/api/v1/temporary-passes',
    noun,
    summary: 'Lists temporary access passes, also those that ended within a week',
    query: listQuery,
    response: pageOf(temporaryPass),
    role: 'auditor',
    refusals: [],
  },
  giveTemporaryPass: {
    method: 'PUT',
    path: '/api/v1/users/{user}/temporary-pass',
    noun,
    summary: 'Gives a person a temporary access pass; the one that there was counts no more',
    params: userParams,
    body: z
      .strictObject({
        uses: z.number().int().min(1).max(10).default(1),
        minutes: z.number().int().min(10).max(43_200).default(480).describe('From the start on; 30 days at most.'),
        startsAt: time.optional().describe('Now unless given; at most 30 days ahead.'),
      })
      .meta({ id: 'TemporaryPassRequest' }),
    response: z
      .object({ pass: z.string().describe('Shown once. A secret.'), facts: temporaryPass })
      .meta({ id: 'NewTemporaryPass' }),
    status: 201,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  revokeTemporaryPass: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/temporary-pass',
    noun,
    summary: 'Ends the temporary access pass of a person',
    params: userParams,
    role: 'admin',
    refusals: ['user_not_found', 'temporary_pass_not_found'],
  },
} as const satisfies Record<string, Operation>;

export { type TemporaryPass, temporaryPass } from './temporary-pass.ts';
