/** Signing in to administer, and the tokens that stand for it. */
import { z } from 'zod';
import { line, listQuery, pageOf, password, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** What a token lets its holder do. */
export const tokenRole = z.enum(['admin', 'auditor']).describe('`auditor`: may read, and change nothing.');

/** What a token lets its holder do. */
export type TokenRole = z.infer<typeof tokenRole>;

/** An administrator's user name and password. */
export const signInRequest = z
  .strictObject({
    userName: line(320).describe('Account name, principal name or e-mail.'),
    password,
    name: line(100).optional().describe('What the token is for, as in `ada on her laptop`.'),
  })
  .meta({ id: 'SignInRequest' });

/** A token's facts, without the token. */
export const adminToken = z
  .object({
    id: z.string(),
    name: z.string(),
    role: tokenRole,
    origin: z
      .enum(['sign-in', 'created', 'local', 'console'])
      .describe('`local`: the file beside the server. `console`: the session of a browser.'),
    userId: z.string().nullable().describe('Whose it is, when it came from a sign-in.'),
    createdBy: z.string(),
    createdAt: time,
    expiresAt: timeOrNever,
    lastUsedAt: timeOrNever,
    revokedAt: timeOrNever,
  })
  .meta({ id: 'AdminToken' });

/** A token's facts, without the token. */
export type AdminToken = z.infer<typeof adminToken>;

/** A new token. It is shown this once. */
export const newAdminToken = z.object({ token: z.string(), facts: adminToken }).meta({ id: 'NewAdminToken' });

/** What the new token is for. */
export const adminTokenRequest = z
  .strictObject({
    name: line(100),
    role: tokenRole,
    lifeSeconds: z.number().int().min(60).max(31_536_000).optional().describe('90 days unless given.'),
  })
  .meta({ id: 'AdminTokenRequest' });

const noun = 'sign-in';

/** What may be asked about signing in and tokens. */
export const signInOperations = {
  signIn: {
    method: 'POST',
    path: '/api/v1/sign-in',
    noun,
    summary: "Exchanges an administrator's user name and password for a token",
    body: signInRequest,
    response: newAdminToken,
    status: 201,
    role: 'public',
    refusals: ['sign_in_refused', 'password_change_required', 'attempts_limited'],
  },
  signOut: {
    method: 'POST',
    path: '/api/v1/sign-out',
    noun,
    summary: 'Revokes the token that the request is made with',
    role: 'self',
    refusals: [],
  },
  showSession: {
    method: 'GET',
    path: '/api/v1/session',
    noun,
    summary: 'Shows the token that the request is made with',
    response: adminToken,
    role: 'self',
    refusals: [],
  },
  listAdminTokens: {
    method: 'GET',
    path: '/api/v1/admin-tokens',
    noun,
    summary: 'Lists the tokens of the administration interface, the newest first',
    query: listQuery,
    response: pageOf(adminToken),
    role: 'auditor',
    refusals: [],
  },
  createAdminToken: {
    method: 'POST',
    path: '/api/v1/admin-tokens',
    noun,
    summary: 'Makes a token for a program',
    body: adminTokenRequest,
    response: newAdminToken,
    status: 201,
    role: 'admin',
    refusals: [],
  },
  revokeAdminToken: {
    method: 'DELETE',
    path: '/api/v1/admin-tokens/{token}',
    noun,
    summary: 'Revokes a token',
    params: z.object({ token: reference.describe('Id of the token, not the token itself.') }),
    role: 'admin',
    refusals: ['admin_token_not_found'],
  },
} as const satisfies Record<string, Operation>;
