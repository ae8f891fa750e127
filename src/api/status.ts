/** The server itself. */
import { z } from 'zod';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** What the server says of itself. */
export const serverStatus = z
  .object({
    organisation: z.string().describe('As people know it.'),
    issuer: z.string().describe('The address of the server, which every token names.'),
    version: z.string(),
    startedAt: time,
    time: time.describe('The clock of the server now.'),
    signingKeyId: z.string().nullable().describe('The key that signs tokens now.'),
    lastAuditEvent: z.number().int().describe('The number of the newest audit event; 0 before the first.'),
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
    summary: 'Shows that the server is well, and since when',
    response: serverStatus,
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
