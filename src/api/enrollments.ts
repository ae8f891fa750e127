/** Enrollments: Macs under management, and their users. */
import { z } from 'zod';
import { pageOf, reference, searchQuery, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** A Mac under management, or one of its users. */
export const enrollment = z
  .object({
    id: z.string().describe('The UDID of the Mac; `UDID:UserID` for a user.'),
    deviceId: z.string().describe('The enrollment of the Mac itself.'),
    userShortName: z.string().nullable(),
    state: z
      .enum(['enrolling', 'enabled', 'ended'])
      .describe('`enrolling`: no push token yet. `ended`: the Mac left management.'),
    serialNumber: z.string().nullable(),
    serialNumberProven: z
      .boolean()
      .describe(
        '`false`: the Mac came by an exported enrollment profile, and nothing but its word vouches for the number.',
      ),
    deviceName: z.string().nullable(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
    topic: z.string().nullable(),
    reachable: z.boolean().describe('Whether there is a push token that Apple takes.'),
    awaitingConfiguration: z.boolean().describe('Whether Setup Assistant waits for its configuration.'),
    bootstrapToken: z.boolean().describe('Whether the Mac gave its bootstrap token.'),
    pending: z.boolean().describe('Whether commands may be open.'),
    authenticatedAt: time,
    enabledAt: timeOrNever,
    endedAt: timeOrNever,
    pushedAt: timeOrNever,
    lastSeenAt: timeOrNever,
  })
  .meta({ id: 'Enrollment' });

/** A Mac under management, or one of its users. */
export type Enrollment = z.infer<typeof enrollment>;

/** What a Mac says of its declarations. */
export const declarationStandings = z
  .array(
    z.object({
      identifier: z.string(),
      active: z.boolean(),
      valid: z.enum(['valid', 'invalid', 'unknown']),
      reasons: z.array(z.string()),
    }),
  )
  .describe('What the Mac says of them; empty while it has told nothing.');

/** A Mac under management, with what it says of itself. */
export const enrollmentDetail = enrollment
  .extend({ declarations: declarationStandings })
  .meta({ id: 'EnrollmentDetail' });

/** Names an enrollment in an address. */
export const enrollmentParams = z.object({ enrollment: reference.describe('Id, or serial number of a Mac.') });
const noun = 'enrollments';

/** What may be asked about enrollments. */
export const enrollmentOperations = {
  listEnrollments: {
    method: 'GET',
    path: '/api/v1/enrollments',
    noun,
    summary: 'Lists Macs under management and their users',
    query: searchQuery,
    response: pageOf(enrollment),
    role: 'auditor',
    refusals: [],
  },
  getEnrollment: {
    method: 'GET',
    path: '/api/v1/enrollments/{enrollment}',
    noun,
    summary: 'Shows a Mac under management',
    params: enrollmentParams,
    response: enrollmentDetail,
    role: 'auditor',
    refusals: ['enrollment_not_found'],
  },
  pushEnrollment: {
    method: 'POST',
    path: '/api/v1/enrollments/{enrollment}/push',
    noun,
    summary: 'Makes a Mac connect, whether it has commands or not',
    params: enrollmentParams,
    response: enrollment,
    role: 'admin',
    refusals: ['enrollment_not_found'],
  },
} as const satisfies Record<string, Operation>;
