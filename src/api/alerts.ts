/** Alerts: what an administrator should do something about, as long as it lasts. */
import { z } from 'zod';
import { timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** A state that lasts. */
export const alert = z
  .object({
    code: z.string().describe('Stable, such as `push_certificate_expires_soon`; also a label of the metrics.'),
    severity: z.enum(['warning', 'error']).describe('`error`: something does not work now.'),
    serialNumber: z.string().nullable().describe('The Mac it is about; null for the whole installation.'),
    sentence: z.string().describe('What is the case.'),
    action: z.string().describe('What to do.'),
    since: timeOrNever.describe('Null where nobody knows.'),
  })
  .meta({ id: 'Alert' });

/** A state that lasts. */
export type AlertItem = z.infer<typeof alert>;

/** What may be asked about alerts. */
export const alertOperations = {
  listAlerts: {
    method: 'GET',
    path: '/api/v1/alerts',
    noun: 'alerts',
    summary: 'Lists what needs an administrator now: errors first, then the oldest first',
    response: z.object({ items: z.array(alert) }),
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
