/** Signing in: name and password, then a one-time code where the person has one. What counts afterwards, `acr` says. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { DirectoryError } from '#server/directory/directory-error.ts';
import type { User } from '#server/directory/directory.ts';
import type { Budget } from '#server/http/budget.ts';
import type { SignInForm } from '#server/pages/sent-form.ts';
import type { OpenId, Origin } from './context.ts';
import { Refusal } from './refusal.ts';

/** How sure we are of whom we know (OpenID Connect Core 1.0 section 2, `acr`). */
export const acrValues = {
  password: 'urn:porchlight:acr:password',
  passwordAndCode: 'urn:porchlight:acr:password-and-one-time-code',
} as const;

/** Who signed in, and with what (RFC 8176). */
export interface SignedIn {
  readonly user: User;
  readonly acr: string;
  readonly amr: readonly string[];
}

/** What came of a form: somebody is signed in, or has to give a code beside this proof of the password. */
export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly signedIn: SignedIn }
  | { readonly kind: 'code-wanted'; readonly passed: string };

/** How long a code is waited for after the password, in milliseconds. */
const codePatience = 300_000;

/** Checks name and password. @throws {Refusal} */
export async function takePassword(
  openid: OpenId,
  uid: string,
  { userName, password }: Extract<SignInForm, { kind: 'password' }>,
  { address }: Origin,
): Promise<SignInOutcome> {
  const { people, oneTimeCodes, sealer, clock } = openid.ports;
  if (userName === '' || password === '') throw new Refusal('password_missing');
  const charged = chargedFor([
    [openid.budgets.person, userName.toLowerCase()],
    [openid.budgets.address, address],
  ]);
  const outcome = await people.checkPassword(userName, password).catch((error: unknown) => {
    throw error instanceof DirectoryError ? new Refusal('directory_busy') : error;
  });
  if (outcome.kind !== 'accepted') {
    charged.charge();
    const context = outcome.user ? { userId: outcome.user.id } : {};
    if (outcome.kind === 'must-change') throw new Refusal('password_must_change', context);
    throw new Refusal('wrong_credential', { ...context, reason: outcome.reason });
  }
  const { user } = outcome;
  if (!(await oneTimeCodes.isEnrolled(user.id))) {
    return { kind: 'signed-in', signedIn: { user, acr: acrValues.password, amr: ['pwd'] } };
  }
  const proof = utf8(JSON.stringify({ userId: user.id, at: clock.now() }));
  return { kind: 'code-wanted', passed: toBase64url(sealer.seal(proof, contextOf(uid))) };
}

/** Checks a code after the password. @throws {Refusal} */
export async function takeCode(
  openid: OpenId,
  uid: string,
  { code, passed }: { readonly code: string; readonly passed: string },
  { address }: Origin,
): Promise<SignedIn> {
  const user = await whoPassed(openid, uid, passed);
  const charged = chargedFor([
    [openid.budgets.code, user.id],
    [openid.budgets.address, address],
  ]);
  const verdict = await openid.ports.oneTimeCodes.check(user.id, code);
  if (verdict !== 'accepted') {
    charged.charge();
    throw new Refusal('one_time_code_wrong', { userId: user.id, reason: verdict });
  }
  return { user, acr: acrValues.passwordAndCode, amr: ['pwd', 'otp', 'mfa'] };
}

async function whoPassed({ ports }: OpenId, uid: string, passed: string): Promise<User> {
  const proof = openProof(ports.sealer, uid, passed);
  const user = proof && (await ports.people.userById(proof.userId));
  if (!proof || user?.state !== 'active' || proof.at + codePatience <= ports.clock.now()) {
    throw new Refusal('one_time_code_late', user ? { userId: user.id } : {});
  }
  return user;
}

function openProof(sealer: OpenId['ports']['sealer'], uid: string, passed: string) {
  const sealed = fromBase64url(passed);
  if (!sealed) return undefined;
  try {
    const text = fromUtf8(sealer.open(sealed, contextOf(uid))) ?? '';
    return JSON.parse(text) as { readonly userId: string; readonly at: number };
  } catch {
    // Sealed by nobody, or for another sign-in.
    return undefined;
  }
}

function chargedFor(keys: readonly (readonly [Budget, string])[]) {
  for (const [budget, key] of keys) {
    if (budget.check(key).kind === 'limited') throw new Refusal('too_many_attempts', { reason: key });
  }
  return {
    charge: () => {
      for (const [budget, key] of keys) budget.charge(key);
    },
  };
}

function contextOf(uid: string): string {
  return `openid-sign-in:${uid}`;
}
