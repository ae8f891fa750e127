/** The server itself. */
import { z } from 'zod';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** What the server says of itself. */
export const serverStatus = z
  .object({
    version: z.string(),
    issuer: z.string().describe('The address that tokens name as their issuer.'),
    store: z.enum(['sqlite', 'postgresql']),
    startedAt: time,
  })
  .meta({ id: 'ServerStatus' });

/** What the server says of itself. */
export type ServerStatus = z.infer<typeof serverStatus>;

/** What may be asked about the server. */
export const statusOperations = {
  showStatus: {
    method: 'GET',
    path: '/api/v1/status',
    noun: 'server',
    summary: 'Shows version, issuer and store of the server',
    response: serverStatus,
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
