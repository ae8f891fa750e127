/** What ends with a person, a Mac or a registration: told before, and measured after. */
import { z } from 'zod';
import { time, timeOrNever } from './members.ts';

/** What can end. */
export const endingKind = z
  .enum([
    'macs',
    'people',
    'unlock-keys',
    'mac-sign-ins',
    'browsers',
    'application-tokens',
    'admin-tokens',
    'authenticators',
    'passkeys',
    'one-time-codes',
    'recovery-codes',
    'temporary-pass',
    'smart-cards',
  ])
  .describe(
    '`macs`: signing in on Macs. `people`: those who sign in on the Mac. `mac-sign-ins`: sign-ins of Macs that go on by themselves (refresh tokens). `browsers`: sessions of browsers.',
  )
  .meta({ id: 'EndingKind' });

/** What can end. */
export type EndingKind = z.infer<typeof endingKind>;

const members = {
  kind: endingKind,
  count: z.number().int(),
  names: z.array(z.string()).describe('The first twenty of them.'),
  how: z
    .enum(['removed', 'refused'])
    .describe('`removed`: gone for good. `refused`: kept, and refused at each request for as long as it is so.'),
};

/** What would end. */
export const ending = z.object(members).meta({ id: 'Ending' });

/** What would end. */
export type Ending = z.infer<typeof ending>;

/** What would end, of a person or a Mac. */
export const endingPreview = z
  .object({ endings: z.array(ending), readAt: time.describe('When the server looked.') })
  .meta({ id: 'EndingPreview' });

/** What would end, of a person or a Mac. */
export type EndingPreview = z.infer<typeof endingPreview>;

/** What has ended, with the moments that the server measured. */
export const ended = z
  .object({
    ...members,
    refusedFrom: timeOrNever.describe(
      'When the change that every request is checked against was durable. Null: it was so before.',
    ),
    removedAt: timeOrNever.describe('When its removal was durable; null for what is kept.'),
    left: z.number().int().describe('How many a new look at the store found afterwards.'),
  })
  .meta({ id: 'Ended' });

/** What has ended. */
export type Ended = z.infer<typeof ended>;

/** What came of ending something. */
export const endingResult = z
  .object({
    outcome: z.enum(['done', 'already']).describe('`already`: nothing had to change.'),
    ended: z.array(ended),
    confirmedAt: time.describe('When the server looked again and found it so.'),
  })
  .meta({ id: 'EndingResult' });

/** What came of ending something. */
export type EndingResult = z.infer<typeof endingResult>;
