/** Platform SSO registrations: one person on one Mac. */
import { z } from 'zod';
import { endingResult } from './endings.ts';
import { pageOf, reference, searchQuery, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** A person's registration on a Mac. */
export const registration = z
  .object({
    id: z.string(),
    deviceId: z.string(),
    serialNumber: z.string(),
    userId: z.string(),
    userPrincipalName: z.string(),
    method: z.enum(['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID']).describe('As Platform SSO names them.'),
    state: z.enum(['active', 'revoked']),
    userKeyId: z.string().nullable().describe('Base64 of SHA-256 of the Secure Enclave key, for that method.'),
    hasUnlockKey: z.boolean(),
    createdAt: time,
    lastLoginAt: timeOrNever,
  })
  .meta({ id: 'Registration' });

/** A person's registration on a Mac. */
export type Registration = z.infer<typeof registration>;

const noun = 'registrations';

/** What may be asked about registrations. */
export const registrationOperations = {
  listRegistrations: {
    method: 'GET',
    path: '/api/v1/registrations',
    noun,
    summary: 'Lists registrations of people on Macs',
    query: searchQuery.extend({
      user: reference.optional().describe('Only those of this user: id, account name, principal name or e-mail.'),
      device: reference.optional().describe('Only those on this Mac: id or serial number.'),
    }),
    response: pageOf(registration),
    role: 'auditor',
    refusals: ['user_not_found', 'device_not_found'],
  },
  revokeRegistration: {
    method: 'POST',
    path: '/api/v1/registrations/{registration}/revoke',
    noun,
    summary: "Ends one person's registration on one Mac, with its refresh tokens and unlock key",
    params: z.object({ registration: reference.describe('Id.') }),
    response: endingResult,
    role: 'admin',
    refusals: ['registration_not_found'],
  },
} as const satisfies Record<string, Operation>;
