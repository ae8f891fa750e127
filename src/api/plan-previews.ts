/** What a sign-in plan becomes, before and after it is saved: documents for Macs, earlier versions, Macs that have it. */
import { z } from 'zod';
import { listQuery, line, pageOf, time } from './members.ts';
import type { Operation } from './operation.ts';
import { macosVersion, planMethod } from './plan-parts.ts';
import { signInPlan } from './sign-in-plan.ts';

/** A document that a plan is rendered to. */
export const planDocument = z
  .object({
    name: z.enum([
      'profile',
      'domains-profile',
      'pre-enrollment-profile',
      'declaration',
      'enrollment-profile',
      'account-configuration',
    ]),
    title: z.string(),
    about: z.string().describe('When a Mac gets it, as a sentence.'),
    format: z.enum(['xml', 'json']),
    text: z.string(),
  })
  .meta({ id: 'SignInPlanDocument' });

/** A document that a plan is rendered to. */
export type PlanDocument = z.infer<typeof planDocument>;

const rendering = z
  .object({
    macos: macosVersion,
    method: planMethod.nullable().describe('Null: the plan has none that this macOS knows.'),
    delivery: z.enum(['profile', 'declaration']),
    documents: z.array(planDocument),
  })
  .meta({ id: 'SignInPlanRendering' });

const version = z
  .object({
    id: z.string(),
    version: z.number().int(),
    savedAt: time,
    savedBy: z.string(),
    affected: z.number().int().describe('How many Macs its saving disturbed.'),
    plan: signInPlan,
  })
  .meta({ id: 'SignInPlanVersion' });

/** How a Mac stands to the plan in force. */
export const planStanding = z.enum(['up-to-date', 'waiting', 'failed']).meta({ id: 'SignInPlanStanding' });

const macOfRollout = z
  .object({
    serialNumber: z.string(),
    standing: planStanding,
    version: z.number().int().describe('The newest that the Mac has wholly; 0 for none.'),
    givenVersion: z.number().int().describe('The newest that it was given; 0 for none.'),
    error: z.string().nullable().describe('What the Mac refused of it.'),
  })
  .meta({ id: 'SignInPlanMac' });

const noun = 'sign-in-plan';

/** What may be asked about what plans become. */
export const planPreviewOperations = {
  getSignInPlanVersion: {
    method: 'GET',
    path: '/api/v1/sign-in-plan/versions/{version}',
    noun,
    summary: 'Shows a version of the sign-in plan, also one that is not in force any more',
    params: z.object({ version: z.coerce.number<string>().int().min(1) }),
    response: version,
    role: 'auditor',
    refusals: ['plan_version_not_found'],
  },
  renderSignInPlan: {
    method: 'POST',
    path: '/api/v1/sign-in-plan/rendering',
    noun,
    summary: 'Renders a sign-in plan for a macOS, with words in place of what only one Mac has, and saves nothing',
    body: z
      .strictObject({
        plan: signInPlan,
        macos: macosVersion.optional().describe('The newest that is known unless given.'),
      })
      .meta({ id: 'RenderSignInPlanRequest' }),
    response: rendering,
    role: 'auditor',
    refusals: [],
  },
  listSignInPlanMacs: {
    method: 'GET',
    path: '/api/v1/sign-in-plan/macs',
    noun,
    summary: 'Lists Macs that are set up with the version of the sign-in plan that they have, by serial number',
    query: listQuery.extend({
      search: line(64).optional().describe('Only serial numbers that begin with this.'),
      standing: planStanding.optional(),
    }),
    response: pageOf(macOfRollout),
    role: 'auditor',
    refusals: ['plan_not_found'],
  },
} as const satisfies Record<string, Operation>;
