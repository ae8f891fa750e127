/**
 * The sign-in policy: an ordered list of rules that says what somebody is asked when they sign in. The first rule that
 * fits decides; where none does, the built-in one.
 */
import { z } from 'zod';
import { line, reference, time, timeOrNever } from './members.ts';
import { serialNumber } from './devices.ts';
import type { Operation } from './operation.ts';

/** What a sign-in is for, as rules name it. `account` is the person's own page, `console` that of administrators. */
export const purposes = [
  'application',
  'mac-registration',
  'login',
  'unlock',
  'elevation',
  'password-change',
  'account-creation',
  'setup-assistant',
  'guest-session',
  'account',
  'console',
] as const;

/** What somebody can show for themselves. `mac`: the single sign-on extension has proven the Mac and its person. */
export const factorMethods = [
  'password',
  'code',
  'number',
  'recovery-code',
  'temporary-pass',
  'passkey',
  'certificate',
  'mac',
] as const;

/** What a sign-in is for. */
export const purpose = z.enum(purposes).meta({ id: 'SignInPurpose' });

/** What somebody can show for themselves. */
export const factorMethod = z.enum(factorMethods).meta({ id: 'FactorMethod' });

const names = z.array(line(320)).max(500);

const ruleWho = z
  .union([
    z.literal('everyone'),
    z.strictObject({
      users: names.optional(),
      groups: names.optional(),
      except: z.strictObject({ users: names.optional(), groups: names.optional() }).optional(),
    }),
  ])
  .describe('People by principal name, account name or id; groups by name. Only `except`: everyone but those.');

const ruleDevice = z
  .strictObject({
    registered: z.boolean().optional().describe('Platform SSO knows its keys.'),
    managed: z.boolean().optional().describe('It is under device management.'),
    attested: z.boolean().optional().describe('Its maker has vouched for its hardware.'),
  })
  .describe('What is absent does not matter. A browser that is on no known Mac is none of the three.');

/** Levels that a rule may ask for by one word. */
export const requirementLevels = [
  'password',
  'multi-factor-where-enrolled',
  'multi-factor',
  'phishing-resistant',
  'refuse',
] as const;

const combinations = z.array(z.array(factorMethod).min(1).max(4)).min(1).max(20);

/** One rule. Durations are seconds. */
export const policyRule = z
  .strictObject({
    name: line(100),
    who: ruleWho.default('everyone'),
    purposes: z.union([z.literal('any'), z.array(purpose).min(1).max(purposes.length)]).default('any'),
    device: ruleDevice.default({}),
    require: z
      .union([z.enum(requirementLevels), combinations])
      .describe('A level, or the sets of methods of which any one suffices, in the order of preference.'),
    freshness: z
      .number()
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe('How old an earlier sign-in may be and still count; 0: it never counts.'),
    bootstrap: z
      .enum(['temporary-pass', 'refuse'])
      .default('temporary-pass')
      .describe('What somebody does who has nothing that the rule takes.'),
  })
  .meta({ id: 'SignInPolicyRule' });

/** The whole policy. No rules: the built-in one decides always. */
export const signInPolicy = z.strictObject({ rules: z.array(policyRule).max(200) }).meta({ id: 'SignInPolicy' });

/** One rule, with what was left out filled in. */
export type PolicyRule = z.output<typeof policyRule>;

/** The whole policy. */
export type SignInPolicy = z.output<typeof signInPolicy>;

/** Something that the linter has to say. Errors keep a policy from being saved. */
export const policyFinding = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    rule: z.string().describe('The name of the rule that it is about.'),
    about: z.string().nullable().describe('What of the rule: a purpose, a name, a set of methods.'),
    message: z.string(),
    wayOut: z.string(),
  })
  .meta({ id: 'SignInPolicyFinding' });

/** Something that the linter has to say. */
export type PolicyFinding = z.infer<typeof policyFinding>;

/** The policy in force. */
export const savedPolicy = z
  .object({
    version: z.number().int().describe('0 while none was saved: the built-in rule decides always.'),
    savedAt: timeOrNever,
    savedBy: z.string().nullable(),
    policy: signInPolicy,
    findings: z.array(policyFinding),
  })
  .meta({ id: 'SavedSignInPolicy' });

/** The policy in force. */
export type SavedPolicyDocument = z.infer<typeof savedPolicy>;

const device = z.object({ registered: z.boolean(), managed: z.boolean(), attested: z.boolean() });

const ruleVerdict = z
  .object({
    name: z.string(),
    verdict: z
      .enum(['decides', 'late', 'purpose', 'who', 'except', 'device'])
      .describe('`late`: it would fit, and an earlier one decides. Others: what of the rule does not fit.'),
    sentence: z.string(),
  })
  .meta({ id: 'SignInPolicyRuleVerdict' });

/** What somebody would be asked. */
export const policyAnswer = z
  .object({
    user: z.object({ id: z.string(), userPrincipalName: z.string(), groups: z.array(z.string()) }),
    purpose,
    device,
    has: z.array(factorMethod).describe('What the person has enrolled or was given.'),
    outcome: z.enum(['asked', 'refused']),
    rule: z.string().describe('The rule that decides.'),
    why: z.string(),
    combinations: z.array(z.array(factorMethod)).describe('Any one suffices; in the order of preference.'),
    isBootstrap: z.boolean().describe('The person has nothing that the rule takes; a temporary pass stands in.'),
    freshness: z
      .number()
      .int()
      .nullable()
      .describe('Seconds that an earlier sign-in counts for; null: it always does.'),
    couldEnrol: z.array(factorMethod).describe('What the rule would take too.'),
    code: z.string().nullable().describe('Of a refusal.'),
    next: z.enum(['enrol', 'temporary-pass', 'administrator']).nullable().describe('What the refused person does.'),
    rules: z.array(ruleVerdict).describe('Every rule in its order, the built-in one last.'),
  })
  .meta({ id: 'SignInPolicyAnswer' });

/** What somebody would be asked. */
export type PolicyAnswer = z.infer<typeof policyAnswer>;

const question = z
  .strictObject({
    user: reference,
    purpose,
    serialNumber: serialNumber.optional().describe('The Mac that the sign-in would come from.'),
    device: device.strict().optional().describe('A Mac that is only thought of, in place of one by its serial number.'),
    has: z.array(factorMethod).max(factorMethods.length).optional().describe('In place of what the person has.'),
    policy: signInPolicy.optional().describe('In place of the policy in force.'),
  })
  .meta({ id: 'SignInPolicyQuestion' });

const saveRequest = z
  .strictObject({
    policy: signInPolicy,
    basedOn: z.number().int().min(0).describe('The version that was edited; 0 for the first.'),
  })
  .meta({ id: 'SaveSignInPolicyRequest' });

const noun = 'policy';

/** What may be asked about the policy. */
export const policyOperations = {
  getPolicy: {
    method: 'GET',
    path: '/api/v1/policy',
    noun,
    summary: 'Shows the sign-in policy',
    response: savedPolicy,
    role: 'auditor',
    refusals: [],
  },
  listPolicyVersions: {
    method: 'GET',
    path: '/api/v1/policy/versions',
    noun,
    summary: 'Lists who saved the sign-in policy and when, the newest first',
    response: z.object({
      items: z.array(
        z.object({
          version: z.number().int(),
          savedAt: time,
          savedBy: z.string(),
          rules: z.number().int(),
          policy: signInPolicy,
        }),
      ),
    }),
    role: 'auditor',
    refusals: [],
  },
  savePolicy: {
    method: 'PUT',
    path: '/api/v1/policy',
    noun,
    summary: 'Saves the sign-in policy, unless it has errors or somebody else has saved one meanwhile',
    body: saveRequest,
    response: savedPolicy,
    role: 'admin',
    refusals: ['policy_has_errors', 'policy_outdated'],
  },
  lintPolicy: {
    method: 'POST',
    path: '/api/v1/policy/lint',
    noun,
    summary: 'Says what is wrong with a sign-in policy, and saves nothing',
    body: z.strictObject({ policy: signInPolicy }).meta({ id: 'SignInPolicyDraft' }),
    response: z.object({ findings: z.array(policyFinding) }),
    role: 'auditor',
    refusals: [],
  },
  askPolicy: {
    method: 'POST',
    path: '/api/v1/policy/what-if',
    noun,
    summary: 'Says what somebody would be asked, by which rule, and why no other rule decides',
    body: question,
    response: policyAnswer,
    role: 'auditor',
    refusals: ['user_not_found'],
  },
} as const satisfies Record<string, Operation>;
