/** Policies for tests. */
import { signInPolicy, type SignInPolicy } from '#api/policy.ts';

/** A policy of rules that ask for two factors unless they say otherwise, named by their place: `rule 1`. */
export function policyOf(...rules: readonly Readonly<Record<string, unknown>>[]): SignInPolicy {
  return signInPolicy.parse({
    rules: rules.map((rule, index) => Object.assign({ name: `rule ${index + 1}`, require: 'multi-factor' }, rule)),
  });
}
