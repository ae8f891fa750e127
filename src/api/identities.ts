/** Identities: certificates by which Macs prove to be themselves to device management. */
import { z } from 'zod';
import { actionResult, pageOf, reference, searchQuery, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** Why a certificate may be revoked by hand (RFC 5280 section 5.3.1). */
const reason = z.enum(['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation']);

/** A certificate of a Mac. */
export const identity = z
  .object({
    certificateSerial: z.string().describe('Serial number of the certificate in hexadecimal.'),
    fingerprint: z.string().describe('SHA-256 of the certificate in hexadecimal.'),
    serialNumber: z.string().describe('Of the Mac.'),
    enrollmentId: z.string(),
    protocol: z.enum(['scep', 'acme']).describe('`acme`: Apple vouched for the key.'),
    issuedAt: time,
    notAfter: time,
    revokedAt: timeOrNever,
    revocationReason: z.string().nullable(),
  })
  .meta({ id: 'Identity' });

/** A certificate of a Mac. */
export type Identity = z.infer<typeof identity>;

const params = z.object({
  identity: reference.describe('Serial number of a certificate, or of a Mac for all of its certificates.'),
});
const noun = 'identities';

/** What may be asked about identities. */
export const identityOperations = {
  listIdentities: {
    method: 'GET',
    path: '/api/v1/identities',
    noun,
    summary: 'Lists certificates of Macs, the newest first',
    query: searchQuery.extend({
      expiringWithinDays: z.coerce
        .number()
        .int()
        .min(0)
        .max(3650)
        .optional()
        .describe('Only those that end so soon, count until then, and have no successor.'),
    }),
    response: pageOf(identity),
    role: 'auditor',
    refusals: [],
  },
  revokeIdentity: {
    method: 'POST',
    path: '/api/v1/identities/{identity}/revoke',
    noun,
    summary: 'Revokes a certificate of a Mac, or all of them',
    params,
    body: z.strictObject({ reason: reason.optional().describe('`unspecified` unless given.') }),
    response: actionResult,
    role: 'admin',
    refusals: ['identity_not_found'],
  },
} as const satisfies Record<string, Operation>;
