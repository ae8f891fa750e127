/**
 * The sign-in policy: an ordered list of rules that says what somebody is asked when they sign in. The first rule that
 * fits decides; where none does, the built-in one.
 */
import { z } from 'zod';
import { line } from './members.ts';

/** What a sign-in is for, as rules name it. `account` is the person's own page. */
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
