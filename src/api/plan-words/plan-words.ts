/**
 * Every key of the sign-in plan in words: what it does, what it becomes at Apple, which macOS knows it, what its values
 * mean, and what happens to Macs when it is changed. The console's editor and `porchlight plan explain` show them.
 */
import type { z } from 'zod';
import { type SignInPlan, signInPlan } from '../sign-in-plan.ts';
import { accountsWords } from './accounts-words.ts';
import { advancedWords } from './advanced-words.ts';
import { type PlanKeyWords, type PlanSection, planSections, type SectionWords } from './key-words.ts';
import { methodWords } from './method-words.ts';
import { organisationWords } from './organisation-words.ts';
import { policiesWords } from './policies-words.ts';
import { registrationWords } from './registration-words.ts';
import { setupWords } from './setup-words.ts';
import { singleSignOnWords } from './single-sign-on-words.ts';

/** One key, with its place. */
export interface PlanKey extends PlanKeyWords {
  /** As in `policies.login`. */
  readonly member: string;
  readonly section: PlanSection;
}

const words: Readonly<Record<PlanSection, SectionWords>> = {
  organisation: organisationWords,
  method: methodWords,
  registration: registrationWords,
  accounts: accountsWords,
  policies: policiesWords,
  setup: setupWords,
  'single-sign-on': singleSignOnWords,
  advanced: advancedWords,
};

/** The names of the sections, in the order of a Mac's life. */
export const planSectionNames = Object.keys(planSections) as readonly PlanSection[];

/** Every key, section by section. */
export const planKeys: readonly PlanKey[] = planSectionNames.flatMap((section) =>
  Object.entries(words[section]).map(([member, key]) => Object.assign({ member, section }, key)),
);

const byMember = new Map(planKeys.map((key) => [key.member, key]));

/** The key at a place, or the nearest above it: a finding about `urls.2` is about `urls`. */
export function planKeyAt(member: string): PlanKey | undefined {
  if (member === '') return undefined;
  return byMember.get(member) ?? planKeyAt(member.split('.').slice(0, -1).join('.'));
}

/** Whatever a plan says, these are there, so that it can be filled in. */
const least: z.input<typeof signInPlan> = {
  organisation: 'Example',
  accountDisplayName: 'Example',
  method: 'Password',
  urls: [],
  application: { teamIdentifier: '', bundleIdentifier: 'org.example.a', extensionIdentifier: 'org.example.a.b' },
};

const required: ReadonlySet<string> = new Set([
  'organisation',
  'accountDisplayName',
  'method',
  'urls',
  'application.teamIdentifier',
  'application.bundleIdentifier',
  'application.extensionIdentifier',
]);

/** Members that are filled in only inside a part that is there. */
const partDefaults: Readonly<Record<string, unknown>> = {
  'setup.managedAdministrator.hidden': true,
  'accessKey.allowExpressMode': false,
  'webLogin.urlAllowList': [],
  'webLogin.allowPasswordSync': false,
  'accounts.localPasscode.minimumLength': 0,
  'accounts.localPasscode.minimumComplexCharacters': 0,
  'accounts.localPasscode.maximumAgeDays': 0,
};

/** What a key has when it is left out; undefined where it must be given or may be absent. */
export function planDefault(member: string): unknown {
  if (required.has(member)) return undefined;
  if (member in partDefaults) return partDefaults[member];
  return valueAt(signInPlan.parse(least), member);
}

/** Whether a plan cannot do without a key. */
export function isRequiredInPlan(member: string): boolean {
  return required.has(member);
}

/** What stands at a place of an object, as in `policies.login`. */
export function valueAt(object: SignInPlan | Readonly<Record<string, unknown>>, member: string): unknown {
  return member.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string, unknown>>)[name];
  }, object);
}
