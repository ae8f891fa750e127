/** What is said of a sign-in afterwards: `acr`, how sure we are, and `amr`, what was used (RFC 8176). */
import type { FactorMethod } from '#server/policy/purpose.ts';
import type { Proof } from './visit.ts';

/** How sure we are of whom we know, the surest last (OpenID Connect Core 1.0 section 2, `acr`). */
export const acrValues = {
  password: 'urn:porchlight:acr:password',
  multiFactor: 'urn:porchlight:acr:multi-factor',
  phishingResistant: 'urn:porchlight:acr:phishing-resistant',
} as const;

const order: readonly string[] = Object.values(acrValues);

/** Methods that no false page can relay, since they answer to the address of ours alone. */
const phishingResistant: ReadonlySet<FactorMethod> = new Set(['passkey', 'certificate', 'mac']);

/** What a person knows; everything else is something they have. */
const knowledge: ReadonlySet<FactorMethod> = new Set(['password']);

/**
 * The words of RFC 8176 for each method. A number is approved by a key in software on a second channel. Whether a passkey or
 * the key of a Mac is in hardware is not always known, so that only possession and the person's gesture are claimed. A
 * certificate comes from an authority that was trusted for smart cards; that a PIN opened the card, nobody here has seen.
 */
const words: Readonly<Record<FactorMethod, readonly string[]>> = {
  password: ['pwd'],
  code: ['otp'],
  number: ['swk', 'mca'],
  'recovery-code': ['otp'],
  'temporary-pass': ['otp'],
  passkey: ['pop', 'user', 'mfa'],
  certificate: ['sc', 'pop', 'mfa'],
  mac: ['pop', 'user', 'mfa'],
};

/** The `acr` of a set of methods. */
export function acrOf(methods: readonly FactorMethod[]): string {
  if (methods.some((method) => phishingResistant.has(method))) return acrValues.phishingResistant;
  const isMulti = methods.some((method) => knowledge.has(method)) && methods.some((method) => !knowledge.has(method));
  return isMulti ? acrValues.multiFactor : acrValues.password;
}

/** The `amr` of a set of methods, each word once, in the order of use. */
export function amrOf(methods: readonly FactorMethod[]): readonly string[] {
  const said = new Set(methods.flatMap((method) => words[method]));
  if (acrOf(methods) === acrValues.multiFactor) said.add('mfa');
  return [...said];
}

/**
 * The proofs that an `amr` of ours tells of, when they were given. What was a recovery code or a pass counts as a code: no
 * rule that takes a code beside the password refuses these.
 */
export function proofsOf(amr: readonly string[], at: number): readonly Proof[] {
  const methods: FactorMethod[] = [];
  if (amr.includes('pwd')) methods.push('password');
  if (amr.includes('mca')) methods.push('number');
  if (amr.includes('pwd') && amr.includes('otp')) methods.push('code');
  if (amr.includes('sc')) methods.push('certificate');
  else if (amr.includes('pop')) methods.push('passkey');
  return methods.map((method) => ({ method, at }));
}

/** Whether one `acr` is at least as sure as another. One that is not ours is reached by none. */
export function reaches(acr: string, wanted: string): boolean {
  return order.includes(wanted) && order.indexOf(acr) >= order.indexOf(wanted);
}
