/** Macs: how far each has come from bought to joined, whoever knows of it. */
import { z } from 'zod';
import { declarationStandings } from './enrollments.ts';
import { actionResult, line, listQuery, pageOf, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

const stage = z
  .enum([
    'expected',
    'assigned',
    'enrolling',
    'awaiting-configuration',
    'released',
    'registered',
    'joined',
    'unenrolled',
    'revoked',
  ])
  .describe('`released`: set up, not registered. `registered`: the Mac alone. `joined`: Mac, person and account.')
  .meta({ id: 'MacStage' });

/** A Mac in brief. */
export const mac = z
  .object({
    serialNumber: z.string(),
    name: z.string().nullable(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
    stage,
    reasonCode: z.string().describe('The reason as a word, which Macs are counted by.'),
    reason: z.string().describe('Why it is in this stage and in no later one; one sentence.'),
    alerts: z.number().int(),
    lastSeenAt: timeOrNever,
  })
  .meta({ id: 'Mac' });

/** How far a Mac has come. */
export type MacStage = z.infer<typeof stage>;

/** A Mac in brief. */
export type Mac = z.infer<typeof mac>;

/** Something that an administrator should look at. */
export const setupAlert = z
  .object({ id: z.string(), serialNumber: z.string(), code: z.string(), detail: z.string(), raisedAt: time })
  .meta({ id: 'SetupAlert' });

/** Something that an administrator should look at. */
export type SetupAlert = z.infer<typeof setupAlert>;

const security = z
  .object({
    osVersion: z.string().nullable(),
    systemIntegrityProtection: z.boolean(),
    secureBoot: z.enum(['full', 'reduced', 'permissive', 'not stated']),
    thirdPartyKernelExtensions: z.boolean(),
  })
  .describe('As Apple states it; what is not stated counts as the insecure value.');

const attestation = z
  .object({
    outcome: z.enum(['waiting', 'accepted', 'refused']).describe('`waiting`: the Mac has not answered yet.'),
    code: z.string().nullable(),
    message: z.string().nullable().describe('Why it was refused.'),
    by: z.enum(['apple', 'simulated']).nullable(),
    security: security.nullable(),
    askedAt: time,
    answeredAt: timeOrNever,
    madeForQuestionOf: timeOrNever.describe(
      'Earlier than `askedAt` where the Mac had one still: it keeps it seven days.',
    ),
  })
  .meta({ id: 'DeviceAttestation' });

/** A Mac with what each part of the server knows of it; null where one knows nothing. */
export const macDetail = z
  .object({
    mac,
    assignment: z
      .object({ profileStatus: z.string(), assignedAt: timeOrNever, code: z.string().nullable() })
      .nullable()
      .describe('At Apple.'),
    management: z
      .object({
        enrollmentId: z.string(),
        state: z.enum(['enrolling', 'enabled', 'ended']),
        awaitingConfiguration: z.boolean(),
        enabledAt: timeOrNever,
        endedAt: timeOrNever,
      })
      .nullable(),
    setup: z
      .object({
        lane: z.enum(['setup-assistant', 'manual']),
        state: z.string(),
        tries: z.number().int(),
        waitingFor: z.array(z.string()),
        begunAt: time,
        releasedAt: timeOrNever,
        release: z.enum(['ready', 'watchdog', 'refused']).nullable(),
        accounts: z.array(z.string()).nullable().describe('Short names; null while the Mac has not told.'),
      })
      .nullable(),
    registration: z
      .object({
        deviceId: z.string(),
        state: z.enum(['expected', 'registered', 'repair', 'revoked']),
        registeredAt: timeOrNever,
        people: z.array(z.string()),
      })
      .nullable(),
    declarations: declarationStandings,
    attestation: attestation.nullable().describe('Null where nobody asked for one.'),
    plan: z
      .object({
        version: z.number().int().describe('The newest that the Mac has wholly; 0 for none.'),
        givenVersion: z.number().int().describe('The newest that it was given.'),
        waiting: z.number().int().describe('Commands of it that the Mac has not answered.'),
        error: z.string().nullable().describe('What the Mac refused of it.'),
      })
      .nullable()
      .describe('What the Mac has of the sign-in plan.'),
    alerts: z.array(setupAlert),
  })
  .meta({ id: 'MacDetail' });

/** A Mac with what each part of the server knows of it. */
export type MacDetail = z.infer<typeof macDetail>;

const macsQuery = listQuery.extend({
  search: line(200).optional().describe('Part of a serial number, a name or a model, without regard to case.'),
  stage: stage.optional().describe('Only Macs in this stage.'),
  reason: line(64).optional().describe('Only Macs with this `reasonCode`.'),
  macos: line(32)
    .regex(/^\d+(\.\d+)*$/, 'must be a version, such as 26 or 26.1')
    .optional()
    .describe('Only Macs with this version of macOS: a major one, or a whole one.'),
  sort: z.enum(['serialNumber', 'name', 'lastSeenAt', 'stage']).default('serialNumber'),
  order: z.enum(['asc', 'desc']).default('asc'),
});

const counted = z.number().int();

/** How many Macs there are, by stage and reason, and by version of macOS. */
export const macCounts = z
  .object({
    total: counted,
    stages: z
      .array(
        z.object({
          stage,
          macs: counted,
          reasons: z.array(z.object({ reasonCode: z.string(), macs: counted })).describe('The largest first.'),
        }),
      )
      .describe('In the order of the stages, only those that have Macs.'),
    macos: z
      .array(z.object({ version: z.string().nullable(), macs: counted }))
      .describe('By whole version, the newest first; null where none is known.'),
  })
  .meta({ id: 'MacCounts' });

/** How many Macs there are, by stage and reason, and by version of macOS. */
export type MacCounts = z.infer<typeof macCounts>;

const params = z.object({ serialNumber: line(64) });
const noun = 'macs';

/** What says so: an event of the audit chain, a command, or what the server keeps. */
const evidence = z.object({
  at: timeOrNever,
  what: z.string().describe('One line.'),
  source: z.enum(['audit', 'command', 'record']),
  reference: z.string().nullable().describe('The number of the audit event, or the CommandUUID.'),
});

/** A stage of the join. */
export const macTimelineStage = z
  .object({
    stage: z.enum([
      'assigned',
      'enrolled',
      'app',
      'profile',
      'device-registered',
      'user-registered',
      'account',
      'signed-in',
    ]),
    title: z.string(),
    state: z
      .enum(['done', 'under-way', 'stopped', 'not-yet', 'not-asked-for'])
      .describe('`stopped`: it does not go on by itself. `not-asked-for`: this Mac does without it.'),
    at: timeOrNever.describe('When it was done.'),
    evidence: z.array(evidence).describe('The newest first, as far as there is any.'),
    why: z.string().nullable().describe('Why it is no further; one sentence.'),
    whatToDo: z.string().nullable(),
  })
  .meta({ id: 'MacTimelineStage' });

/** A stage of the join. */
export type MacTimelineStage = z.infer<typeof macTimelineStage>;

/** What may be asked about Macs. */
export const macOperations = {
  listMacs: {
    method: 'GET',
    path: '/api/v1/macs',
    noun,
    summary: 'Lists Macs with how far they have come',
    query: macsQuery,
    response: pageOf(mac),
    role: 'auditor',
    refusals: [],
  },
  countMacs: {
    method: 'GET',
    path: '/api/v1/mac-counts',
    noun,
    summary: 'Counts Macs by stage, by reason within a stage, and by version of macOS',
    response: macCounts,
    role: 'auditor',
    refusals: [],
  },
  getMac: {
    method: 'GET',
    path: '/api/v1/macs/{serialNumber}',
    noun,
    summary: 'Shows a Mac with all that is known of it',
    params,
    response: macDetail,
    role: 'auditor',
    refusals: ['mac_not_found'],
  },
  showMacTimeline: {
    method: 'GET',
    path: '/api/v1/macs/{serialNumber}/timeline',
    noun,
    summary: 'Shows the join of a Mac as stages, each with its evidence, and with what to do where it stopped',
    params,
    response: z.object({ serialNumber: z.string(), stages: z.array(macTimelineStage) }).meta({ id: 'MacTimeline' }),
    role: 'auditor',
    refusals: ['mac_not_found'],
  },
  attestMac: {
    method: 'POST',
    path: '/api/v1/macs/{serialNumber}/attestation',
    noun,
    summary:
      'Asks a Mac for an attestation by Apple of what it is and how it is secured; the answer comes when it connects',
    params,
    response: z.object({ command: z.string().describe('The CommandUUID.') }),
    role: 'admin',
    refusals: ['enrollment_not_found', 'enrollment_ended'],
  },
  showMacAdministrator: {
    method: 'POST',
    path: '/api/v1/macs/{serialNumber}/administrator',
    noun,
    summary: 'Shows the administrator that setup made on a Mac, with its password; the asking is audited',
    params,
    response: z.object({ shortName: z.string(), password: z.string(), madeAt: time }),
    role: 'admin',
    refusals: ['administrator_not_found'],
  },
  listSetupAlerts: {
    method: 'GET',
    path: '/api/v1/setup-alerts',
    noun,
    summary: 'Lists what went wrong while Macs were set up, the newest first',
    response: z.object({ items: z.array(setupAlert) }),
    role: 'auditor',
    refusals: [],
  },
  clearSetupAlert: {
    method: 'POST',
    path: '/api/v1/setup-alerts/{alert}/clear',
    noun,
    summary: 'Clears an alert',
    params: z.object({ alert: reference }),
    response: actionResult,
    role: 'admin',
    refusals: ['alert_not_found'],
  },
} as const satisfies Record<string, Operation>;
