/** A temporary access pass, as the server tells of it. */
import { z } from 'zod';
import { time } from './members.ts';

/** What is known of a temporary access pass; the pass itself is shown once. */
export const temporaryPass = z
  .object({
    userId: z.string(),
    userPrincipalName: z.string().nullable().describe('Null for a person who is gone.'),
    uses: z.number().int().describe('For how many sign-ins it was given.'),
    used: z.number().int(),
    startsAt: time,
    endsAt: time,
    givenAt: time,
    givenBy: z.string(),
    state: z.enum(['waiting', 'usable', 'used-up', 'expired']).describe('`waiting`: does not count yet.'),
  })
  .meta({ id: 'TemporaryPass' });

/** What is known of a temporary access pass. */
export type TemporaryPass = z.infer<typeof temporaryPass>;
