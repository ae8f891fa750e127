/** Authenticators of people, as administrators see them. What phones say is in `authenticator.ts`. */
import { z } from 'zod';
import { actionResult, line, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';
import { userParams } from './users.ts';

/** A phone of a person. */
export const authenticatorItem = z
  .object({
    id: z.string(),
    name: z.string().describe('What the person calls it.'),
    state: z.enum(['active', 'locked']).describe('`locked`: its key seems to be copied.'),
    unlock: z.enum(['required', 'optional']).describe('Whether its answers must say that the app was unlocked.'),
    createdAt: time,
    lastSeenAt: time,
    lockedAt: timeOrNever,
  })
  .meta({ id: 'Authenticator' });

/** A phone of a person. */
export type AuthenticatorItem = z.infer<typeof authenticatorItem>;

/** One of a person's. */
export const authenticatorParams = userParams.extend({ authenticator: reference.describe('Id.') });

const noun = 'authenticators';

/** What may be asked about authenticators. */
export const authenticatorOperations = {
  offerAuthenticator: {
    method: 'POST',
    path: '/api/v1/users/{user}/authenticator-offers',
    noun,
    summary: 'Makes an address by which one phone can become an authenticator of a person; an earlier one ends',
    params: userParams,
    body: z
      .strictObject({
        unlock: z
          .enum(['required', 'optional'])
          .default('required')
          .describe('`optional`: also for a phone without PIN or passkey, such as a script.'),
      })
      .meta({ id: 'AuthenticatorOfferRequest' }),
    response: z
      .object({ address: z.string().describe('For a QR code; shown once. A secret.'), expiresAt: time })
      .meta({ id: 'AuthenticatorOffer' }),
    status: 201,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  listAuthenticators: {
    method: 'GET',
    path: '/api/v1/users/{user}/authenticators',
    noun,
    summary: 'Lists the authenticators of a person',
    params: userParams,
    response: z
      .object({
        items: z.array(authenticatorItem),
        alarmedAt: timeOrNever.describe('When the person said that a sign-in was somebody else.'),
      })
      .meta({ id: 'Authenticators' }),
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  renameAuthenticator: {
    method: 'PATCH',
    path: '/api/v1/users/{user}/authenticators/{authenticator}',
    noun,
    summary: 'Gives an authenticator another name',
    params: authenticatorParams,
    body: z.strictObject({ name: line(64) }).meta({ id: 'AuthenticatorChanges' }),
    role: 'admin',
    refusals: ['user_not_found', 'authenticator_not_found'],
  },
  removeAuthenticator: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/authenticators/{authenticator}',
    noun,
    summary: 'Removes an authenticator; one-time codes that were made for it end too',
    params: authenticatorParams,
    role: 'admin',
    refusals: ['user_not_found', 'authenticator_not_found'],
  },
  clearAuthenticatorAlarm: {
    method: 'POST',
    path: '/api/v1/users/{user}/authenticator-alarm/clear',
    noun,
    summary: 'Ends the alarm after "that was not me"; the person can be asked again',
    params: userParams,
    response: actionResult,
    role: 'admin',
    refusals: ['user_not_found'],
  },
  verifyApprovals: {
    method: 'GET',
    path: '/api/v1/approval-verification',
    noun,
    summary: 'Checks the signature of every approval in the audit chain again',
    response: z
      .object({
        approvals: z.number().int(),
        faults: z.array(
          z.object({
            sequence: z.number().int().describe('Of the audit event.'),
            fault: z.enum(['key-unknown', 'signature-invalid', 'context-differs']),
          }),
        ),
      })
      .meta({ id: 'ApprovalVerification' }),
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
