/** What went on lately, counted: for the console's first page, and for whoever draws it elsewhere. */
import { z } from 'zod';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** How far back, and how finely. */
export const activityPeriods = ['day', 'week', 'month'] as const;

const count = z.number().int();

/** Counts of one stretch of time. */
export const activityItem = z
  .object({
    at: time.describe('Its beginning; it lasts until the next one begins, the last until now.'),
    enrolled: count.describe('Macs that came under management.'),
    registered: count.describe('People that were registered on a Mac.'),
    signedIn: count.describe('Sign-ins that succeeded: at a Mac, to an application, to our pages.'),
    refused: count.describe('Sign-ins that were refused.'),
  })
  .meta({ id: 'ActivityItem' });

/** Counts of one stretch of time. */
export type ActivityItem = z.infer<typeof activityItem>;

/** What may be asked about it. */
export const activityOperations = {
  showActivity: {
    method: 'GET',
    path: '/api/v1/activity',
    noun: 'audit',
    summary: 'Counts joins and sign-ins over time, from the audit chain',
    query: z.strictObject({
      period: z
        .enum(activityPeriods)
        .default('day')
        .describe('`day`: by hours. `week`: by six hours. `month`: by days.'),
    }),
    response: z
      .object({ period: z.enum(activityPeriods), stepSeconds: count, items: z.array(activityItem) })
      .meta({ id: 'Activity' }),
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
