/**
 * The sign-in plan: one object that says how the Macs of an organisation sign in. The profile, the declaration, the
 * settings of Automated Device Enrollment and the commands of setup all follow from it, so that they cannot disagree.
 */
import { z } from 'zod';
import { serialNumber } from './devices.ts';
import { line, time } from './members.ts';
import type { Operation } from './operation.ts';
import {
  fitsPropertyList,
  macosVersion,
  planAccessKey,
  planAccounts,
  planApplication,
  planAssociatedDomain,
  planMethod,
  planPolicies,
  planRegistration,
  planSetup,
  planWebLogin,
} from './plan-parts.ts';

/** The plan. What is left out has the value that a careful administrator would choose. Durations are seconds. */
export const signInPlan = z
  .strictObject({
    organisation: line(100),
    accountDisplayName: line(100).describe('In notifications and in System Settings.'),
    method: planMethod,
    fallback: z
      .strictObject({ method: planMethod, below: macosVersion.optional() })
      .optional()
      .describe('For Macs below a version; without `below`, for those whose macOS does not know the method.'),
    delivery: z
      .enum(['profile', 'declaration'])
      .default('profile')
      .describe('`declaration`: Macs that enroll with macOS 27 or later get declarations in place of the profile.'),
    useSharedDeviceKeys: z.boolean().default(true),
    loginFrequency: z.number().int().min(1).max(31_536_000).optional().describe('64800 unless given; least 3600.'),
    urls: z.array(line(2000)).max(100).describe('Prefixes of addresses that the extension signs in to.'),
    screenLockedBehavior: z.enum(['Cancel', 'DoNotHandle']).default('DoNotHandle'),
    deniedBundleIdentifiers: z.array(line(255)).max(200).default([]),
    extensionData: z
      .record(z.string(), z.unknown())
      .refine(fitsPropertyList, 'must be at most 16 deep, without control characters and numbers beyond 2^53')
      .default({})
      .describe('Handed to the extension as it is.'),
    application: planApplication,
    registration: planRegistration.prefault({}),
    accounts: planAccounts.prefault({}),
    policies: planPolicies.prefault({}),
    accessKey: planAccessKey.optional(),
    webLogin: planWebLogin.optional(),
    associatedDomains: z.array(planAssociatedDomain).max(50).default([]),
    setup: planSetup.prefault({}),
  })
  .meta({ id: 'SignInPlan' });

/** The plan, with what was left out filled in. */
export type SignInPlan = z.output<typeof signInPlan>;

/** Something that the linter has to say. Errors keep a plan from being saved. */
export const planFinding = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning', 'note']),
    member: z.string().describe('Where in the plan, as in `policies.login`.'),
    message: z.string(),
    microsoft: z.string().optional().describe('The number under which Microsoft’s documents have it, where they do.'),
  })
  .meta({ id: 'PlanFinding' });

/** Something that the linter has to say. */
export type PlanFinding = z.infer<typeof planFinding>;

/** What an edit makes a Mac do, from harmless to grave. */
export const planEffect = z
  .enum(['nothing', 'profile-updated', 'sign-in-again', 'register-again', 'unregister'])
  .meta({ id: 'PlanEffect' });

/** What an edit makes a Mac do. */
export type PlanEffect = z.infer<typeof planEffect>;

const macChange = z
  .object({
    serialNumber: z.string(),
    osVersion: z.string().nullable(),
    effect: planEffect,
    reasons: z.array(z.string()).describe('Stable words, such as `method_changed`.'),
  })
  .meta({ id: 'PlanMacChange' });

/** What an edit will do to every Mac, counted. */
export const planPreview = z
  .object({
    counts: z.record(planEffect, z.number().int()),
    affected: z.number().int().describe('Macs whose people will notice: the number to confirm.'),
    reasons: z.array(z.object({ reason: z.string(), macs: z.number().int(), message: z.string() })),
    macs: z.array(macChange).describe('Those affected, at most 1000.'),
    findings: z.array(planFinding),
  })
  .meta({ id: 'PlanPreview' });

/** What an edit will do to every Mac, counted. */
export type PlanPreview = z.infer<typeof planPreview>;

/** The plan that is in force. */
export const savedPlan = z
  .object({
    id: z.string().describe('Payload identifiers and UUIDs follow from it, and never change.'),
    version: z.number().int(),
    savedAt: time,
    savedBy: z.string(),
    plan: signInPlan,
    findings: z.array(planFinding),
  })
  .meta({ id: 'SavedSignInPlan' });

/** The plan that is in force. */
export type SavedPlanDocument = z.infer<typeof savedPlan>;

/** How far the plan in force has come on Macs that are set up. */
export const planRollout = z
  .object({
    version: z.number().int(),
    upToDate: z.number().int(),
    waiting: z.number().int().describe('Those that have an older one, or have not answered.'),
    failed: z.number().int(),
    failures: z
      .array(z.object({ serialNumber: z.string(), version: z.number().int(), error: z.string() }))
      .describe('At most 100.'),
  })
  .meta({ id: 'SignInPlanRollout' });

const saveRequest = z
  .strictObject({
    plan: signInPlan,
    basedOn: z.number().int().min(0).describe('The version that was edited; 0 for the first.'),
    confirm: z
      .strictObject({ affected: z.number().int().min(1) })
      .optional()
      .describe('How many Macs may be disturbed: the preview’s `affected`.'),
  })
  .meta({ id: 'SaveSignInPlanRequest' });

const draft = z.strictObject({ plan: signInPlan }).meta({ id: 'SignInPlanDraft' });

const exportRequest = z
  .strictObject({
    macos: macosVersion.optional().describe('The newest that is known unless given.'),
    signed: z.boolean().default(false),
    serialNumber: serialNumber.optional().describe('A Mac to put a new registration token in for.'),
  })
  .meta({ id: 'ExportSignInPlanRequest' });

const noun = 'sign-in-plan';

/** What may be asked about the plan. */
export const signInPlanOperations = {
  getSignInPlan: {
    method: 'GET',
    path: '/api/v1/sign-in-plan',
    noun,
    summary: 'Shows the sign-in plan',
    response: savedPlan,
    role: 'auditor',
    refusals: ['plan_not_found'],
  },
  listSignInPlanVersions: {
    method: 'GET',
    path: '/api/v1/sign-in-plan/versions',
    noun,
    summary: 'Lists who saved the sign-in plan and when, the newest first',
    response: z.object({
      items: z.array(
        z.object({ version: z.number().int(), savedAt: time, savedBy: z.string(), affected: z.number().int() }),
      ),
    }),
    role: 'auditor',
    refusals: [],
  },
  showSignInPlanRollout: {
    method: 'GET',
    path: '/api/v1/sign-in-plan/rollout',
    noun,
    summary: 'Counts the Macs that have the sign-in plan in force, and those that do not yet',
    response: planRollout,
    role: 'auditor',
    refusals: ['plan_not_found'],
  },
  saveSignInPlan: {
    method: 'PUT',
    path: '/api/v1/sign-in-plan',
    noun,
    summary: 'Saves the sign-in plan, unless it has errors or disturbs Macs that were not confirmed',
    body: saveRequest,
    response: savedPlan,
    role: 'admin',
    refusals: ['plan_has_errors', 'plan_outdated', 'plan_change_unconfirmed'],
  },
  lintSignInPlan: {
    method: 'POST',
    path: '/api/v1/sign-in-plan/lint',
    noun,
    summary: 'Says what is wrong with a sign-in plan, and saves nothing',
    body: draft,
    response: z.object({ findings: z.array(planFinding) }),
    role: 'auditor',
    refusals: [],
  },
  previewSignInPlan: {
    method: 'POST',
    path: '/api/v1/sign-in-plan/preview',
    noun,
    summary: 'Says what a sign-in plan would make each Mac do, and saves nothing',
    body: draft,
    response: planPreview,
    role: 'auditor',
    refusals: [],
  },
  exportSignInPlan: {
    method: 'POST',
    path: '/api/v1/sign-in-plan/export',
    noun,
    summary: 'Makes the configuration profile of the sign-in plan, for another MDM server',
    body: exportRequest,
    response: z.object({
      fileName: z.string(),
      contentType: z.literal('application/x-apple-aspen-config'),
      content: z.base64(),
    }),
    role: 'admin',
    refusals: ['plan_not_found', 'plan_method_unknown_to_macos'],
  },
} as const satisfies Record<string, Operation>;
