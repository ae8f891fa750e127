/**
 * The sign-in policy: which factors are asked of whom, and for what. The feature owns the rules, their versions and the
 * decision. It does not own factors, nor what macOS itself asks: for the methods of Platform SSO that need no browser the
 * sign-in plan speaks; where a login or unlock opens a page, this policy says what the page asks.
 */
import { foldName } from '#server/directory/names.ts';
import type { PolicyFinding, PolicyRule, SignInPolicy } from '#api/policy.ts';
import { type Decision, decide } from './decision.ts';
import { foldedAll, namesOf } from './people.ts';
import { namedIn } from './lint/names.ts';
import type { PolicyPorts } from './ports.ts';
import { type DeviceFacts, type FactorMethod, type Purpose, unknownDevice } from './purpose.ts';
import { findingsFor, type SaveOutcome, type SaveRequest, savePolicy } from './saving.ts';
import { currentPolicy, policyVersions, type SavedPolicy } from './store.ts';
import { type WhatIfAnswer, whatIf, type WhatIfQuestion } from './what-if.ts';

/** A sign-in to decide about. */
export interface PolicyQuestion {
  readonly userId: string;
  /** Names of the groups that the person is in. */
  readonly groups: readonly string[];
  readonly purpose: Purpose;
  /** Absent: the sign-in comes from no Mac that we know. */
  readonly device?: DeviceFacts | undefined;
  /** What the person can show: enrolled, given, or shown already. */
  readonly has: readonly FactorMethod[];
}

/** The feature at work. */
export interface Policy {
  /** What is asked. Every combination is made of what the person has. @throws {PolicyStoreError} `policy_unreadable` */
  decide(question: PolicyQuestion): Promise<Decision>;
  /** What is known of a Mac, for {@link PolicyQuestion.device}; of one that nobody knows, nothing is true. */
  deviceFacts(serialNumber: string): Promise<DeviceFacts>;
  /** What a person has enrolled or was given, for {@link PolicyQuestion.has}; without what was just shown. */
  methodsOf(userId: string): Promise<readonly FactorMethod[]>;
  /** Undefined while none was saved: the built-in rule decides. */
  current(): Promise<SavedPolicy | undefined>;
  /** At most a hundred, the newest first. */
  versions(): Promise<readonly SavedPolicy[]>;
  lint(policy: SignInPolicy): Promise<readonly PolicyFinding[]>;
  save(request: SaveRequest, actor: string): Promise<SaveOutcome>;
  whatIf(question: WhatIfQuestion): Promise<WhatIfAnswer | { readonly kind: 'user-not-found' }>;
}

/** Puts the feature together. */
export function createPolicy(ports: PolicyPorts): Policy {
  const { database } = ports;
  const rulesInForce = async () => (await currentPolicy(database))?.policy.rules ?? [];
  return {
    decide: async (question) => {
      const rules = await rulesInForce();
      const { groups, purpose, device = unknownDevice, has } = question;
      const names = await namesFor(ports, rules, question.userId);
      return decide(rules, { names, groups: foldedAll(groups), purpose, device }, new Set(has));
    },
    deviceFacts: (serialNumber) => ports.deviceFacts(serialNumber),
    methodsOf: (userId) => ports.methodsOf(userId),
    current: () => currentPolicy(database),
    versions: () => policyVersions(database),
    lint: (policy) => findingsFor(ports, policy),
    save: (request, actor) => savePolicy(ports, request, actor),
    whatIf: async (question) => whatIf(ports, question.draft?.rules ?? (await rulesInForce()), question),
  };
}

/** What rules may name a person by. The directory is asked only where a rule names anybody. */
async function namesFor({ people }: PolicyPorts, rules: readonly PolicyRule[], userId: string) {
  const namesAnybody = rules.some((rule) => namedIn(rule).users.length > 0);
  const user = namesAnybody ? await people.userById(userId) : undefined;
  return user ? namesOf(user) : new Set([foldName(userId)]);
}

export type { Decision, NextStep } from './decision.ts';
export type { PolicyPorts } from './ports.ts';
export type { SaveOutcome } from './saving.ts';
export type { SavedPolicy } from './store.ts';
export type { WhatIfAnswer } from './what-if.ts';
