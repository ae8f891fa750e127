/** Clients: the applications that people sign in to by OpenID Connect. */
import { z } from 'zod';
import { line, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

const uris = (description: string) => z.array(line(2000)).max(50).default([]).describe(description);

/** A client. Its secret is never shown again. */
export const client = z
  .object({
    id: z.string().describe('The `client_id`.'),
    name: z.string(),
    kind: z.enum(['confidential', 'public']).describe('`public`: runs where it could keep no secret.'),
    redirectUris: z.array(z.string()),
    postLogoutRedirectUris: z.array(z.string()),
    backChannelLogoutUri: z
      .string()
      .nullable()
      .describe('Where it is told that a session has ended (Back-Channel Logout).'),
    macApplication: z.string().nullable().describe('The Mac application that it is: `TEAM.bundle.identifier`.'),
    asksConsent: z.boolean().describe('Whether people are asked before it learns of them.'),
    deviceAuthorization: z.boolean().describe('Whether it may sign people in on another device (RFC 8628).'),
    createdAt: time,
    createdBy: z.string(),
    secretSetAt: timeOrNever,
  })
  .meta({ id: 'Client' });

/** A client. */
export type Client = z.infer<typeof client>;

const params = z.object({ client: reference.describe('Id.') });
const noun = 'clients';

/** What may be asked about clients. */
export const clientOperations = {
  listClients: {
    method: 'GET',
    path: '/api/v1/clients',
    noun,
    summary: 'Lists the applications that people sign in to',
    response: z.object({ items: z.array(client) }),
    role: 'auditor',
    refusals: [],
  },
  addClient: {
    method: 'POST',
    path: '/api/v1/clients',
    noun,
    summary: 'Adds an application; its secret is shown this once',
    body: z.strictObject({
      name: line(100).describe('As people read it.'),
      kind: z.enum(['confidential', 'public']).default('confidential'),
      redirectUris: uris('Compared letter by letter.'),
      postLogoutRedirectUris: uris('Where people may be sent after they signed out.'),
      backChannelLogoutUri: line(2000).optional().describe('Where it is told that a session has ended.'),
      macApplication: line(200)
        .regex(/^[A-Z0-9]{10}\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, 'is not TEAM.bundle.identifier')
        .optional()
        .describe('The Mac application that it is, `TEAM.bundle.identifier`: on a joined Mac it is not asked about.'),
      asksConsent: z.boolean().default(false),
      deviceAuthorization: z.boolean().default(false),
    }),
    response: z
      .object({ client, secret: z.string().nullable().describe('Null for a public client.') })
      .meta({ id: 'ClientAddition' }),
    status: 201,
    role: 'admin',
    refusals: [],
  },
  getClient: {
    method: 'GET',
    path: '/api/v1/clients/{client}',
    noun,
    summary: 'Shows an application',
    params,
    response: client,
    role: 'auditor',
    refusals: ['client_not_found'],
  },
  rotateClientSecret: {
    method: 'POST',
    path: '/api/v1/clients/{client}/secret',
    noun,
    summary: 'Gives an application another secret; the present one counts no more',
    params,
    response: z.object({ secret: z.string() }),
    role: 'admin',
    refusals: ['client_not_found', 'client_public'],
  },
  removeClient: {
    method: 'DELETE',
    path: '/api/v1/clients/{client}',
    noun,
    summary: 'Removes an application, and ends its grants and tokens',
    params,
    role: 'admin',
    refusals: ['client_not_found'],
  },
} as const satisfies Record<string, Operation>;
