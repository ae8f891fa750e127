/**
 * The sign-in doctor: from a Mac, a text that somebody pasted, or both, it says where the way to a signed-in Mac stopped,
 * by which evidence, why, and what to do. It changes nothing and keeps no text.
 */
import { z } from 'zod';
import { serialNumber } from './devices.ts';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** The way of a Mac from bought to signed in, in its order. */
export const doctorStages = [
  'assigned',
  'enrolled',
  'app',
  'profile',
  'associated-domains',
  'device-registered',
  'user-registered',
  'account',
  'signed-in',
  'unlock',
  'renewal',
] as const;

/** A part of the way. */
export const doctorStage = z.enum(doctorStages).meta({ id: 'DoctorStage' });

/** A part of the way. */
export type DoctorStageName = z.infer<typeof doctorStage>;

/** The longest text that is looked at, in characters. */
export const mostDoctorCharacters = 1_000_000;

/** Where evidence comes from. */
export const evidenceSources = ['text', 'mac', 'audit', 'plan', 'live'] as const;

const evidenceSource = z
  .enum(evidenceSources)
  .describe('`text`: what was pasted. `mac`, `audit`, `plan`: the server’s own. `live`: what was asked just now.');

const step = z.object({
  text: z.string().describe('A sentence.'),
  command: z.string().nullable().describe('What to type, where there is something to type.'),
});

/** A cause that the doctor knows. */
export const doctorCause = z
  .object({
    code: z.string().describe('Never renamed and never reused.'),
    stage: doctorStage,
    title: z.string(),
    cause: z.string().describe('Why, in one sentence.'),
    needs: z.array(evidenceSource).describe('Any of these can show it.'),
    adminSteps: z.array(step),
    userSteps: z.array(z.string()),
    docs: z.string().describe('Path below the documentation.'),
  })
  .meta({ id: 'DoctorCause' });

/** A cause that the doctor knows. */
export type DoctorCause = z.infer<typeof doctorCause>;

/** What shows a cause. Secrets in it are masked. */
export const doctorEvidence = z
  .object({
    source: evidenceSource,
    line: z.number().int().nullable().describe('Of the text, the first being 1.'),
    event: z.number().int().nullable().describe('Sequence number in the audit chain.'),
    quote: z.string(),
  })
  .meta({ id: 'DoctorEvidence' });

/** What shows a cause. */
export type DoctorEvidence = z.infer<typeof doctorEvidence>;

/** A cause that was found. */
export const doctorFinding = doctorCause
  .extend({
    confidence: z.enum(['certain', 'likely', 'possible']),
    evidence: z.array(doctorEvidence),
  })
  .meta({ id: 'DoctorFinding' });

/** A cause that was found. */
export type DoctorFinding = z.infer<typeof doctorFinding>;

const stageState = z
  .object({
    stage: doctorStage,
    state: z
      .enum(['passed', 'stopped', 'trouble', 'unknown'])
      .describe('`trouble`: passed once, and something is wrong with it now.'),
    sentence: z.string(),
  })
  .meta({ id: 'DoctorStageState' });

/** What was looked at besides. */
export const doctorCheck = z
  .object({
    check: z.enum([
      'associated-domains-origin',
      'associated-domains-cdn',
      'tls-chain',
      'clock',
      'profile-conflicts',
      'plan-against-macos',
      'known-issues',
      'refusals',
      'commands',
    ]),
    subject: z.string().nullable().describe('Such as the host, where there may be several.'),
    state: z
      .enum(['fine', 'warning', 'wrong', 'unknown', 'not-asked'])
      .describe('`unknown`: it was asked, and there was no answer. `not-asked`: live checks were not wanted.'),
    sentence: z.string(),
  })
  .meta({ id: 'DoctorCheck' });

/** What was looked at besides. */
export type DoctorCheck = z.infer<typeof doctorCheck>;

/** What the doctor says. */
export const diagnosis = z
  .object({
    serialNumber: z.string().nullable(),
    name: z.string().nullable().describe('Of the Mac, as it calls itself.'),
    osVersion: z.string().nullable(),
    method: z.string().nullable(),
    askedAt: time,
    verdict: z.string().describe('One sentence.'),
    stoppedAt: doctorStage.nullable(),
    stages: z.array(stageState),
    findings: z.array(doctorFinding).describe('The one that explains most first; none where nothing was found.'),
    checks: z.array(doctorCheck),
    lookedAt: z.array(z.string()).describe('What was read, in words.'),
    collect: z.array(step).describe('What to look for next, where nothing was found for certain.'),
  })
  .meta({ id: 'Diagnosis' });

/** What the doctor says. */
export type Diagnosis = z.infer<typeof diagnosis>;

const question = z
  .strictObject({
    serialNumber: serialNumber.optional().describe('A Mac that is known here.'),
    text: z
      .string()
      .max(mostDoctorCharacters)
      .optional()
      .describe('Of "app-sso platform -s", of a log, or of another of the Mac’s tools. It is not kept.'),
    live: z
      .boolean()
      .default(false)
      .describe('Whether this server’s hosts are asked now: association files, and TLS certificates.'),
  })
  .meta({ id: 'DoctorQuestion' });

const noun = 'doctor';

/** What may be asked of the doctor. */
export const doctorOperations = {
  askDoctor: {
    method: 'POST',
    path: '/api/v1/doctor',
    noun,
    summary: 'Says why a Mac does not sign in: where it stopped, by which evidence, and what to do; changes nothing',
    body: question,
    response: diagnosis,
    role: 'auditor',
    refusals: ['doctor_nothing_given', 'mac_not_found', 'attempts_limited'],
  },
  listDoctorCauses: {
    method: 'GET',
    path: '/api/v1/doctor/causes',
    noun,
    summary: 'Lists every cause that the doctor knows, in the order of the way to a signed-in Mac',
    response: z.object({ items: z.array(doctorCause) }),
    role: 'auditor',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
