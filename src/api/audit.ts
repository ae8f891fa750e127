/** The audit chain: every decision and change, each hash covering the event before. */
import { z } from 'zod';
import { line, listQuery, pageOf, reference, time } from './members.ts';
import type { Operation } from './operation.ts';

/** An event in its place in the chain. */
export const auditEvent = z
  .object({
    sequence: z.number().int().describe('1 for the first event ever, and one more for each.'),
    time,
    type: z
      .string()
      .describe('Feature, thing and what happened.')
      .meta({ examples: ['admin.sign-in.refused'] }),
    outcome: z.enum(['allowed', 'refused', 'changed']),
    code: z.string().nullable(),
    actor: z.string().nullable().describe('Who did it, when that is not the user it is about.'),
    userId: z.string().nullable(),
    deviceId: z.string().nullable(),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    hash: z.string().describe('SHA-256 in hexadecimal.'),
  })
  .meta({ id: 'AuditEvent' });

/** An event in its place in the chain. */
export type AuditEventItem = z.infer<typeof auditEvent>;

/** What walking the chain has shown. */
export const auditVerification = z
  .discriminatedUnion('result', [
    z.object({
      result: z.literal('intact'),
      events: z.number().int(),
      head: z.object({ sequence: z.number().int(), hash: z.string() }).describe('Note it elsewhere, to compare later.'),
    }),
    z.object({
      result: z.literal('broken'),
      sequence: z.number().int().describe('The first number that does not fit.'),
      reason: z.enum(['changed', 'missing', 'reordered', 'truncated', 'beyond-head', 'head-changed']),
    }),
  ])
  .meta({ id: 'AuditVerification' });

const sequence = z.coerce.number<number>().int().min(1);
const noun = 'audit';

/** What may be asked about the audit chain. */
export const auditOperations = {
  listAuditEvents: {
    method: 'GET',
    path: '/api/v1/audit-events',
    noun,
    summary:
      'Lists audit events, the newest first. A page may hold fewer than asked for, or none, while there is more to look through',
    query: listQuery.extend({
      from: sequence.optional().describe('Begin at this event and go forward, the oldest first.'),
      type: line(200).optional().describe('Only events of this type; with a full stop at its end, all that begin so.'),
      user: reference.optional().describe('Only events about this user: id or name.'),
      device: reference.optional().describe('Only events about this Mac: id or serial number.'),
      outcome: z.enum(['allowed', 'refused', 'changed']).optional(),
      code: line(200).optional().describe('Only events with this code.'),
      actor: line(320).optional().describe('Only what this one did: an id, or `system`.'),
      search: line(200).optional().describe('Stands anywhere in the event, without regard to case.'),
      since: time.optional().describe('Only events of this time or later.'),
      until: time.optional().describe('Only events before this time.'),
    }),
    response: pageOf(auditEvent),
    role: 'auditor',
    refusals: ['user_not_found', 'device_not_found'],
  },
  verifyAudit: {
    method: 'GET',
    path: '/api/v1/audit-verification',
    noun,
    summary: 'Recomputes the audit chain and says whether it is whole',
    query: z.strictObject({
      from: sequence.default(1).describe('The first event to look at.'),
      to: sequence.optional().describe('The last event to look at; the head of the chain is not looked at then.'),
    }),
    response: auditVerification,
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
