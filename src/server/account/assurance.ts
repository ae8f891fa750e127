/**
 * Whether a sign-in is good enough to change factors: not older than ten minutes, and with the strongest factor that the
 * person has, lest whoever has guessed the weakest adds one of their own. A recovery code or a temporary pass is good too:
 * they are for those who have lost the stronger ones.
 */
import type { FactorMethod } from '#server/policy/purpose.ts';

/** Milliseconds. */
const freshness = 600_000;

/** What stands between a session and a change. */
export type Confirmation =
  | { readonly kind: 'confirmed' }
  /** Too long ago. */
  | { readonly kind: 'old' }
  /** Recent, but by less than the person has. */
  | { readonly kind: 'weak'; readonly wanted: Strength };

/** How much a sign-in proves: knowledge; possession too; possession that no false page can relay. */
export type Strength = 'password' | 'second-factor' | 'passkey';

const order: readonly Strength[] = ['password', 'second-factor', 'passkey'];

/** What a sign-in proves, by how it was done. */
const strengths: Readonly<Record<FactorMethod, Strength>> = {
  password: 'password',
  code: 'second-factor',
  number: 'second-factor',
  'recovery-code': 'second-factor',
  'temporary-pass': 'second-factor',
  passkey: 'passkey',
  certificate: 'passkey',
  mac: 'passkey',
};

const forTheLost: ReadonlySet<FactorMethod> = new Set(['recovery-code', 'temporary-pass']);

/** The strongest of some methods. */
export function strengthOf(methods: readonly FactorMethod[]): Strength {
  return order[Math.max(0, ...methods.map((method) => order.indexOf(strengths[method])))] ?? 'password';
}

/** Judges a session against what its person has. */
export function confirmationOf(
  { methods, provedAt }: { readonly methods: readonly FactorMethod[]; readonly provedAt: number },
  has: readonly FactorMethod[],
  now: number,
): Confirmation {
  if (provedAt + freshness <= now) return { kind: 'old' };
  const wanted = strengthOf(has.filter((method) => !forTheLost.has(method)));
  const isEnough = order.indexOf(strengthOf(methods)) >= order.indexOf(wanted);
  if (isEnough || methods.some((method) => forTheLost.has(method))) return { kind: 'confirmed' };
  return { kind: 'weak', wanted };
}
