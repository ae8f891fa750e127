/**
 * What a level means: the sets of methods of which any one suffices, best first. A passkey, a certificate and a Mac's
 * proof are two factors each (a key that is held, opened by what its person knows or is), and they sign for one server's
 * name or in one TLS connection only, which is what resists phishing (NIST SP 800-63B-4 section 3.2.5). A temporary pass
 * is given in person, so it counts as much as two factors, but it can be phished.
 */
import type { PolicyRule } from '#api/policy.ts';
import type { FactorMethod } from './purpose.ts';

/** A set of methods that suffices. */
export type Combination = readonly FactorMethod[];

type Level = Extract<PolicyRule['require'], string>;

const phishingResistant: readonly Combination[] = [['mac'], ['passkey'], ['certificate']];
const multiFactor: readonly Combination[] = [
  ...phishingResistant,
  ['password', 'number'],
  ['password', 'code'],
  ['temporary-pass'],
  ['password', 'recovery-code'],
];
const withPassword: readonly Combination[] = [...phishingResistant, ['password'], ['temporary-pass']];

const levels: Readonly<Record<Exclude<Level, 'multi-factor-where-enrolled'>, readonly Combination[]>> = {
  password: withPassword,
  'multi-factor': multiFactor,
  'phishing-resistant': phishingResistant,
  refuse: [],
};

/**
 * What makes somebody one who has a second factor. Not `mac`, which is there or not as the browser happens to be on that
 * Mac, nor recovery codes and passes, which stand in for what was lost.
 */
const secondFactors: readonly FactorMethod[] = ['number', 'code', 'passkey', 'certificate'];

/** The sets that a rule takes, from somebody who has some methods. */
export function combinationsOf(require: PolicyRule['require'], has: ReadonlySet<FactorMethod>): readonly Combination[] {
  if (typeof require !== 'string') return require;
  if (require !== 'multi-factor-where-enrolled') return levels[require];
  return secondFactors.some((method) => has.has(method)) ? multiFactor : withPassword;
}

/** Those sets of which somebody has everything. */
export function within(sets: readonly Combination[], has: ReadonlySet<FactorMethod>): readonly Combination[] {
  return sets.filter((set) => set.every((method) => has.has(method)));
}
