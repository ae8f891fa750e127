/** Smart cards: trusted authorities, what they have revoked, and which certificate speaks for whom. */
import { z } from 'zod';
import { line, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';
import { userParams } from './users.ts';

/** How a certificate may find its person. */
export const cardRule = z
  .enum(['subject-alternative-name-upn', 'rfc822-name', 'subject-key-identifier', 'issuer-and-serial'])
  .meta({ id: 'SmartCardRule' });

/** A trusted certificate authority. */
export const cardAuthority = z
  .object({
    id: z.string(),
    subject: z.string().describe('As RFC 4514 writes names.'),
    fingerprint: z.string().describe('SHA-256 of the certificate in hexadecimal.'),
    notAfter: time,
    rules: z.array(cardRule).describe('The rules that are on, in the order in which they are asked.'),
    staleRevocation: z.enum(['refuse', 'accept']).describe('Without a revocation list that is up to date.'),
    revocationListUrl: z.string().nullable(),
    revocationList: z
      .object({ thisUpdate: time, nextUpdate: timeOrNever, revoked: z.number().int() })
      .nullable()
      .describe('The list in force.'),
    createdAt: time,
  })
  .meta({ id: 'SmartCardAuthority' });

/** A trusted certificate authority. */
export type CardAuthority = z.infer<typeof cardAuthority>;

/** Ties a certificate, or what stands in it, to a person. */
export const cardBinding = z
  .object({
    id: z.string(),
    userId: z.string(),
    rule: z.enum(['certificate', ...cardRule.options]).describe('`certificate`: exactly this one.'),
    value: z.string(),
    createdAt: time,
  })
  .meta({ id: 'SmartCardBinding' });

/** Ties a certificate, or what stands in it, to a person. */
export type CardBinding = z.infer<typeof cardBinding>;

const encoded = 'PEM text, or base64 of DER.';
const outcome = z.enum(['done', 'already']).describe('`already`: nothing had to change.');

const settings = {
  rules: z.array(cardRule).max(4).optional(),
  staleRevocation: z.enum(['refuse', 'accept']).optional().describe('`refuse` unless given.'),
  revocationListUrl: line(2000).nullable().optional().describe('`http` or `https`; null removes it.'),
};

/** An authority to trust. */
export const newCardAuthority = z
  .strictObject({ certificate: z.string().min(1).max(50_000).describe(encoded), ...settings })
  .meta({ id: 'NewSmartCardAuthority' });

/** How an authority is trusted from now on; what is absent stays. */
export const cardAuthorityChanges = z.strictObject(settings).meta({ id: 'SmartCardAuthorityChanges' });

/** A new binding: a certificate and the rule that picks the value from it, or the value itself. */
export const newCardBinding = z
  .strictObject({
    rule: z.enum(['certificate', ...cardRule.options]),
    certificate: z.string().min(1).max(50_000).optional().describe(encoded),
    value: line(1000).optional(),
  })
  .refine((body) => (body.certificate === undefined) !== (body.value === undefined), {
    error: 'needs either certificate or value',
  })
  .meta({ id: 'NewSmartCardBinding' });

/** What a revocation list has brought. */
export const crlResult = z
  .object({ revoked: z.number().int(), nextUpdate: timeOrNever })
  .meta({ id: 'RevocationListResult' });

const authorityResult = z.object({ outcome, authority: cardAuthority }).meta({ id: 'SmartCardAuthorityResult' });
const params = z.object({ authority: reference.describe('Id.') });
const noun = 'smart cards';
const crlRefusals = [
  'authority_not_found',
  'crl_malformed',
  'crl_wrong_issuer',
  'crl_signature_invalid',
  'crl_not_yet_valid',
  'crl_outdated',
] as const;

/** What may be asked about smart cards. */
export const smartCardOperations = {
  listCardAuthorities: {
    method: 'GET',
    path: '/api/v1/smart-card-authorities',
    noun,
    summary: 'Lists the authorities whose cards are trusted',
    response: z.object({ items: z.array(cardAuthority) }),
    role: 'auditor',
    refusals: [],
  },
  addCardAuthority: {
    method: 'POST',
    path: '/api/v1/smart-card-authorities',
    noun,
    summary: 'Trusts the cards of an authority',
    body: newCardAuthority,
    response: authorityResult,
    role: 'admin',
    refusals: ['certificate_malformed', 'certificate_not_authority', 'certificate_expired', 'crl_address_malformed'],
  },
  changeCardAuthority: {
    method: 'PATCH',
    path: '/api/v1/smart-card-authorities/{authority}',
    noun,
    summary: 'Changes how an authority is trusted',
    params,
    body: cardAuthorityChanges,
    response: cardAuthority,
    role: 'admin',
    refusals: ['authority_not_found', 'crl_address_malformed'],
  },
  removeCardAuthority: {
    method: 'DELETE',
    path: '/api/v1/smart-card-authorities/{authority}',
    noun,
    summary: 'Trusts the cards of an authority no longer',
    params,
    role: 'admin',
    refusals: ['authority_not_found'],
  },
  importRevocationList: {
    method: 'PUT',
    path: '/api/v1/smart-card-authorities/{authority}/revocation-list',
    noun,
    summary: 'Takes in the revocation list of an authority',
    params,
    body: z
      .strictObject({ list: z.string().min(1).max(12_000_000).describe(encoded) })
      .meta({ id: 'RevocationListUpload' }),
    response: crlResult,
    role: 'admin',
    refusals: crlRefusals,
  },
  fetchRevocationList: {
    method: 'POST',
    path: '/api/v1/smart-card-authorities/{authority}/revocation-list/fetch',
    noun,
    summary: 'Fetches the revocation list of an authority from its address now',
    params,
    response: crlResult,
    role: 'admin',
    refusals: [...crlRefusals, 'crl_address_missing', 'crl_unreachable'],
  },
  listCardBindings: {
    method: 'GET',
    path: '/api/v1/users/{user}/smart-cards',
    noun,
    summary: 'Lists the certificates that are tied to a person',
    params: userParams,
    response: z.object({ items: z.array(cardBinding) }),
    role: 'auditor',
    refusals: ['user_not_found'],
  },
  bindCard: {
    method: 'POST',
    path: '/api/v1/users/{user}/smart-cards',
    noun,
    summary: 'Ties a certificate to a person',
    params: userParams,
    body: newCardBinding,
    response: z.object({ outcome, binding: cardBinding }).meta({ id: 'SmartCardBindingResult' }),
    role: 'admin',
    refusals: [
      'user_not_found',
      'certificate_bound',
      'certificate_malformed',
      'certificate_lacks_value',
      'binding_value_malformed',
    ],
  },
  removeCardBinding: {
    method: 'DELETE',
    path: '/api/v1/smart-card-bindings/{binding}',
    noun,
    summary: 'Unties a certificate from a person',
    params: z.object({ binding: reference.describe('Id.') }),
    role: 'admin',
    refusals: ['binding_not_found'],
  },
} as const satisfies Record<string, Operation>;
