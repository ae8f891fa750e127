/** What somebody would be asked, by which rule, and why every other rule does not decide. */
import type { PolicyRule, SignInPolicy } from '#api/policy.ts';
import type { User } from '#server/directory/directory.ts';
import { builtInRule, type Decision, decide, wordsFor } from './decision.ts';
import { type Misfit, misfitOf, type Subject } from './fit.ts';
import { personOf, userNamed } from './people.ts';
import type { PolicyPorts } from './ports.ts';
import { type DeviceFacts, type FactorMethod, type Purpose, unknownDevice } from './purpose.ts';

/** What is asked about. */
export interface WhatIfQuestion {
  /** By id, principal name, account name or e-mail. */
  readonly user: string;
  readonly purpose: Purpose;
  readonly serialNumber: string | undefined;
  /** A Mac that is only thought of. It counts more than a serial number. */
  readonly device?: DeviceFacts | undefined;
  /** In place of what the person has. */
  readonly has?: readonly FactorMethod[] | undefined;
  /** In place of the policy in force. */
  readonly draft: SignInPolicy | undefined;
}

/** How a rule took part. `decides`: it is the first that fits. `late`: it would fit, and an earlier one decides. */
export interface RuleVerdict {
  readonly name: string;
  readonly verdict: 'decides' | 'late' | Misfit;
  readonly sentence: string;
}

/** The answer. */
export interface WhatIfAnswer {
  readonly kind: 'answered';
  readonly user: User;
  readonly groups: readonly string[];
  readonly device: DeviceFacts;
  readonly has: readonly FactorMethod[];
  readonly decision: Decision;
  /** Every rule in its order, the built-in one last. */
  readonly rules: readonly RuleVerdict[];
}

/** Answers a question about somebody, as things are. */
export async function whatIf(
  { people, deviceFacts, methodsOf }: PolicyPorts,
  rules: readonly PolicyRule[],
  { user: name, purpose, serialNumber, device: imagined, has: supposed }: WhatIfQuestion,
): Promise<WhatIfAnswer | { readonly kind: 'user-not-found' }> {
  const user = await userNamed(people, name);
  if (!user) return { kind: 'user-not-found' };
  const device = imagined ?? (serialNumber === undefined ? unknownDevice : await deviceFacts(serialNumber));
  const has = supposed ?? (await methodsOf(user.id));
  const subject: Subject = { ...(await personOf(people, user)), purpose, device };
  return {
    kind: 'answered',
    user,
    groups: await people.groupsOf(user.id),
    device,
    has,
    decision: decide(rules, subject, new Set(has)),
    rules: verdictsOf(rules, subject),
  };
}

function verdictsOf(rules: readonly PolicyRule[], subject: Subject): readonly RuleVerdict[] {
  let decided: string | undefined;
  return [...rules, builtInRule].map((rule) => {
    const { name } = rule;
    const misfit = misfitOf(rule, subject);
    if (misfit !== undefined) return { name, verdict: misfit, sentence: misfitSentences[misfit](rule, subject) };
    if (decided !== undefined) return { name, verdict: 'late', sentence: `The rule “${decided}” stands before it.` };
    decided = name;
    return { name, verdict: 'decides', sentence: `It asks for ${wordsFor(rule.require)}.` };
  });
}

const misfitSentences: Readonly<Record<Misfit, (rule: PolicyRule, subject: Subject) => string>> = {
  purpose: ({ purposes }) => `It is for ${purposes === 'any' ? 'every purpose' : purposes.join(', ')} only.`,
  who: () => 'It names neither the user nor a group that the user is in.',
  except: () => 'It excepts the user, or a group that the user is in.',
  device: ({ device }, subject) => {
    const words = (['registered', 'managed', 'attested'] as const).filter(
      (word) => device[word] !== undefined && device[word] !== subject.device[word],
    );
    return `The Mac is ${words.map((word) => (device[word] === true ? `not ${word}` : word)).join(' and ')}.`;
  },
};
