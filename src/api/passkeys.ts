/** Passkeys of people, and which models of authenticators are let in. */
import { z } from 'zod';
import { reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';
import { userParams } from './users.ts';

/** A passkey. */
export const passkey = z
  .object({
    id: z.string().describe('For addresses and commands.'),
    credentialId: z.string().describe('What the authenticator calls it, as base64url.'),
    name: z.string().describe('What the person calls it.'),
    aaguid: z.string().describe('The model of the authenticator, as a UUID.'),
    model: z.string().nullable().describe('Name of the model, where it is a common one.'),
    attestation: z
      .enum(['none', 'self', 'untrusted', 'verified'])
      .describe('Who vouches for the model: nobody, the passkey itself, somebody unknown, or a trusted root.'),
    attestationFormat: z.string(),
    backupEligible: z.boolean().describe('It may be copied to other devices of the person.'),
    backedUp: z.boolean().describe('It is, as it said last.'),
    createdAt: time,
    lastUsedAt: timeOrNever,
    lockedAt: timeOrNever.describe('Since when it counts no more, because its counter went back.'),
  })
  .meta({ id: 'Passkey' });

/** A passkey. */
export type Passkey = z.infer<typeof passkey>;

/** The rules. */
export const passkeyRules = z
  .strictObject({
    mode: z
      .enum(['any', 'allow', 'deny'])
      .describe('`any`: every model. `allow`: those of the list. `deny`: all others. It counts at sign-in too.'),
    aaguids: z.array(z.string().max(36)).max(200).default([]).describe('The list, as UUIDs.'),
    attestation: z
      .enum(['optional', 'required'])
      .describe('Whether new passkeys need a maker’s attestation that leads to a root.'),
    roots: z
      .array(
        z.strictObject({
          format: z.enum(['packed', 'tpm', 'apple']).describe('Of the attestation (W3C WebAuthn section 8).'),
          certificate: z.string().max(20_000).describe('PEM, one or several.'),
        }),
      )
      .max(50)
      .default([])
      .describe('Those of a format replace the maker’s own, which is built in for `apple`.'),
  })
  .meta({ id: 'PasskeyRules' });

/** The rules. */
export type PasskeyRules = z.infer<typeof passkeyRules>;

/** The rules that hold. */
export const passkeyPolicy = z
  .object({
    policy: passkeyRules,
    models: z.array(z.string().nullable()).describe('Names of the models of the list, in its order.'),
    changedAt: timeOrNever,
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'PasskeyPolicy' });

/** The rules that hold. */
export type PasskeyPolicy = z.infer<typeof passkeyPolicy>;

const noun = 'passkeys';

/** What may be asked about passkeys. */
export const passkeyOperations = {
  listPasskeys: {
    method: 'GET',
    path: '/api/v1/users/{user}/passkeys',
    noun,
    summary: 'Lists the passkeys of a person, the oldest first',
    params: userParams,
    response: z.object({ items: z.array(passkey) }),
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  removePasskey: {
    method: 'DELETE',
    path: '/api/v1/users/{user}/passkeys/{passkey}',
    noun,
    summary: 'Removes a passkey of a person',
    params: userParams.extend({ passkey: reference.describe('Id.') }),
    role: 'admin',
    refusals: ['user_not_found', 'passkey_not_found'],
  },
  getPasskeyPolicy: {
    method: 'GET',
    path: '/api/v1/passkey-policy',
    noun,
    summary: 'Shows which models of authenticators are let in',
    response: passkeyPolicy,
    role: 'auditor',
    refusals: [],
  },
  setPasskeyPolicy: {
    method: 'PUT',
    path: '/api/v1/passkey-policy',
    noun,
    summary: 'Says which models of authenticators are let in',
    body: passkeyRules,
    response: passkeyPolicy,
    role: 'admin',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
