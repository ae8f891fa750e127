/** The keys that the server signs tokens with, as its JWKS publishes them. */
import { z } from 'zod';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** A key of the JWKS. */
export const signingKey = z
  .object({
    keyId: z.string(),
    state: z
      .enum(['next', 'current', 'previous'])
      .describe('`next`: published, signs later. `current`: signs. `previous`: still published.'),
    createdAt: time,
  })
  .meta({ id: 'SigningKey' });

/** A key of the JWKS. */
export type SigningKey = z.infer<typeof signingKey>;

const noun = 'keys';

/** What may be asked about signing keys. */
export const keyOperations = {
  listSigningKeys: {
    method: 'GET',
    path: '/api/v1/signing-keys',
    noun,
    summary: 'Lists the signing keys that are published',
    response: z.object({ items: z.array(signingKey) }),
    role: 'auditor',
    refusals: [],
  },
  rotateSigningKey: {
    method: 'POST',
    path: '/api/v1/signing-keys/rotate',
    noun,
    summary: 'Publishes a new signing key, to sign once Macs have fetched it',
    response: z.object({ keyId: z.string(), signsFrom: time }).meta({ id: 'KeyRotation' }),
    status: 201,
    role: 'admin',
    refusals: [],
  },
  rotateMasterKey: {
    method: 'POST',
    path: '/api/v1/master-key/rotate',
    noun,
    summary: 'Makes a new version of the master key and seals every secret anew under it',
    response: z.object({ version: z.number().int(), resealed: z.number().int() }).meta({ id: 'MasterKeyRotation' }),
    status: 201,
    role: 'admin',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
