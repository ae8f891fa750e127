/**
 * The dispatcher: over what is proved so far, and what the policy asks of this person for this purpose, it decides which
 * step comes next. Steps know nothing of each other.
 */
import type { User } from '#server/directory/directory.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import { acrOf, amrOf, reaches } from './assurance.ts';
import type { Attempt } from './attempt.ts';
import { methodsOf, type SignInContext } from './context.ts';
import { Refusal } from './refusal.ts';
import type { StepName } from './step-name.ts';
import { strongestOf } from './strongest.ts';
import type { Proof, SignedIn, Visit } from './visit.ts';

/** Where a sign-in stands. */
export type Standing =
  /** Something is to be proved, in one of these ways, the best first. */
  | { readonly kind: 'wanted'; readonly user: User | undefined; readonly ways: readonly StepName[] }
  /** Everything is proved; the password must be changed before it counts. */
  | { readonly kind: 'change-password'; readonly user: User }
  | { readonly kind: 'done'; readonly signedIn: SignedIn };

type Combinations = readonly (readonly FactorMethod[])[];

/** What the policy asks. */
interface Asked {
  readonly combinations: Combinations;
  /** Seconds; see the policy's decision. */
  readonly freshness: number | undefined;
}

/** Decides. @throws {Refusal} `person_gone`, `factor_missing`, `policy_refused` */
export async function standingOf(context: SignInContext, visit: Visit, attempt: Attempt): Promise<Standing> {
  const { people } = context.ports;
  const { userId, proofs } = provedOf(visit, attempt);
  if (userId === undefined) {
    const fixed = visit.fixedUserId === undefined ? undefined : await people.userById(visit.fixedUserId);
    if (visit.confirms === true && fixed?.state === 'active') {
      const { combinations } = await combinationsFor(context, visit, fixed, []);
      return { kind: 'wanted', user: fixed, ways: nextWays(combinations, []) };
    }
    return {
      kind: 'wanted',
      user: fixed,
      ways: (await mayPick(context, visit, attempt)) ? ['account'] : firstWays(context),
    };
  }
  const user = await people.userById(userId);
  if (user?.state !== 'active') throw new Refusal('person_gone', { userId });
  const asked = await combinationsFor(context, visit, user, proofs);
  const isRecent = ({ at }: Proof) =>
    asked.freshness === undefined || at + asked.freshness * 1000 > context.ports.clock.now();
  const counting = proofs.filter((proof) => attempt.proofs.includes(proof) || isRecent(proof));
  const methods = counting.map(({ method }) => method);
  const combinations = reaching(asked.combinations, visit.wantedAcr);
  const isDone = combinations.some((combination) => combination.every((method) => methods.includes(method)));
  if (!isDone) return { kind: 'wanted', user, ways: nextWays(combinations, methods) };
  if (attempt.mustChange) return { kind: 'change-password', user };
  return { kind: 'done', signedIn: signedInOf(user, counting) };
}

/** What is proved here, or, where that is nothing yet, what the browser's session knew already. */
function provedOf({ known, fixedUserId }: Visit, attempt: Attempt) {
  if (attempt.userId !== undefined && attempt.userId !== known?.userId) return attempt;
  const fits = known !== undefined && (fixedUserId === undefined || fixedUserId === known.userId);
  return fits ? { userId: known.userId, proofs: [...known.proofs, ...attempt.proofs] } : attempt;
}

/** Whether there is an account to pick, and nobody has said yet which it is. */
async function mayPick(context: SignInContext, visit: Visit, { picked }: Attempt): Promise<boolean> {
  if (picked !== undefined || visit.fixedUserId !== undefined || visit.userName !== '') return false;
  return (await rememberedUsers(context, visit)).length > 0;
}

/** Those who signed in in this browser before, and still may. */
export async function rememberedUsers({ ports }: SignInContext, { remembered = [] }: Visit): Promise<User[]> {
  const users = await Promise.all(remembered.map((id) => ports.people.userById(id)));
  return users.filter((user): user is User => user?.state === 'active');
}

/** Ways in for somebody of whom nothing is known: none of them tells whether a name exists. */
export function firstWays({ ports }: SignInContext): StepName[] {
  const ways: StepName[] = ['password'];
  if (ports.passkeys) ways.push('passkey');
  if (ports.certificates) ways.push('certificate');
  if (ports.temporaryPasses) ways.push('temporary-pass');
  return ways;
}

/** Those that lead to what the consumer wants, or, where the person can reach none of it, all: it is a wish (OpenID Connect Core 1.0 section 3.1.2.1). */
function reaching(combinations: Combinations, wanted: readonly string[] = []): Combinations {
  const fitting = combinations.filter((combination) => wanted.some((acr) => reaches(acrOf(combination), acr)));
  return fitting.length > 0 ? fitting : combinations;
}

async function combinationsFor(
  context: SignInContext,
  { purpose, serialNumber, confirms = false }: Visit,
  user: User,
  proofs: readonly Proof[],
): Promise<Asked> {
  const { policy, people, deviceFacts } = context.ports;
  const [groups, has] = await Promise.all([people.groupsOf(user.id), methodsOf(context, user.id)]);
  const all = [...new Set([...has, ...proofs.map(({ method }) => method)])];
  const decision = await policy.decide({
    userId: user.id,
    groups,
    purpose,
    ...(serialNumber === undefined ? {} : { device: await deviceFacts(serialNumber) }),
    // What is proved, the person had: a pass may just have been used for the last time.
    has: all,
  });
  const reason = `${decision.rule}: ${decision.why}`;
  if (decision.kind === 'refused') {
    const code = decision.code === 'policy_factor_missing' ? 'factor_missing' : 'policy_refused';
    throw new Refusal(code, { userId: user.id, reason });
  }
  const { combinations, freshness } = decision;
  return { combinations: confirms ? strongestOf(combinations, all) : combinations, freshness };
}

/**
 * What is missing first in each combination. Those that build on what is proved come first; where none does, the person
 * begins again with another.
 */
function nextWays(combinations: Combinations, methods: readonly FactorMethod[]): readonly StepName[] {
  const building = combinations.filter((combination) => combination.some((method) => methods.includes(method)));
  const ways = [...building, ...combinations]
    .map((combination) => combination.find((method) => !methods.includes(method)))
    .filter((method) => method !== undefined && method !== 'mac') as StepName[];
  return [...new Set(ways)];
}

function signedInOf(user: User, proofs: readonly Proof[]): SignedIn {
  const methods = [...new Set(proofs.map(({ method }) => method))];
  return {
    user,
    methods,
    acr: acrOf(methods),
    amr: amrOf(methods),
    at: Math.max(...proofs.map(({ at }) => at)),
  };
}
