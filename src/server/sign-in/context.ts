/** What every step works with, put together once in `feature.ts`. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory, PasswordChange } from '#server/directory/directory.ts';
import type { Budget } from '#server/http/budget.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Brand } from '#server/pages/page.ts';
import type { Policy } from '#server/policy/feature.ts';
import type { DeviceFacts, FactorMethod, Purpose } from '#server/policy/purpose.ts';
import type { Database } from '#server/store/database.ts';
import type { SignInBudgets } from './budgets.ts';

/** One-time codes of people (RFC 6238). */
export interface OneTimeCodes {
  isEnrolled(userId: string): Promise<boolean>;
  /** Checks a code, and uses it up. */
  check(userId: string, code: string): Promise<'accepted' | 'wrong' | 'replayed'>;
}

/** Codes that a person keeps on paper. */
export interface RecoveryCodes {
  left(userId: string): Promise<number>;
  check(userId: string, code: string): Promise<'accepted' | 'wrong'>;
}

/** Passes that an administrator gives, for some uses and some time. */
export interface TemporaryPasses {
  isGiven(userId: string): Promise<boolean>;
  check(userId: string, pass: string): Promise<'accepted' | 'wrong' | 'expired' | 'used-up'>;
}

/** What became of a request to somebody's authenticator. */
export type NumberOutcome = 'waiting' | 'approved' | 'denied' | 'not-me' | 'expired' | 'wrong-number' | 'unknown';

/** Approval in an authenticator, by typing the number that stands here. */
export interface NumberMatching {
  isEnrolled(userId: string): Promise<boolean>;
  begin(wish: {
    readonly userId: string;
    readonly purpose: Purpose;
    readonly target: string;
    readonly macSerialNumber?: string;
    readonly address: string;
    readonly attempt: string;
  }): Promise<
    | { readonly kind: 'begun'; readonly requestId: string; readonly number: string; readonly expiresAt: number }
    | { readonly kind: 'busy'; readonly retryAt: number }
    | { readonly kind: 'not-enrolled' }
  >;
  outcome(requestId: string): Promise<NumberOutcome>;
  waitFor(requestId: string, signal: AbortSignal): Promise<NumberOutcome>;
  /** Uses an approval up. */
  consume(requestId: string, attempt: string): Promise<boolean>;
  cancel(requestId: string): Promise<unknown>;
}

/** Passkeys (W3C WebAuthn). */
export interface Passkeys {
  has(userId: string): Promise<boolean>;
  /** `options` is a `PublicKeyCredentialRequestOptionsJSON`. */
  beginSignIn(wish: { readonly attempt: string; readonly userId?: string }): Promise<{ readonly options: unknown }>;
  finishSignIn(answer: {
    readonly attempt: string;
    readonly response: unknown;
    readonly userId?: string;
  }): Promise<
    { readonly kind: 'accepted'; readonly userId: string } | { readonly kind: 'refused'; readonly code: string }
  >;
}

/** Certificates of smart cards, shown to another address of ours (RFC 8705 section 2 has the like for clients). */
export interface Certificates {
  /** Whether a certificate is known to be the person's. */
  has(userId: string): Promise<boolean>;
  /** The address that asks for a certificate and comes back with `?certificate=` and a proof. */
  begin(attempt: string, returnTo: string): Promise<string>;
  redeem(
    attempt: string,
    proof: string,
  ): Promise<
    { readonly kind: 'accepted'; readonly userId: string } | { readonly kind: 'refused'; readonly code: string }
  >;
}

/** What the feature needs. */
export interface SignInPorts {
  /** Where our pages are: scheme, host and port. */
  readonly origin: string;
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'findUser' | 'userById' | 'checkPassword' | 'groupsOf'> & PasswordChange;
  readonly policy: Pick<Policy, 'decide'>;
  /** What is known of a Mac. */
  readonly deviceFacts: (serialNumber: string) => Promise<DeviceFacts>;
  readonly oneTimeCodes: OneTimeCodes;
  readonly recoveryCodes?: RecoveryCodes;
  readonly temporaryPasses?: TemporaryPasses;
  readonly numberMatching?: NumberMatching;
  readonly passkeys?: Passkeys;
  readonly certificates?: Certificates;
  /** The organisation's look. */
  readonly brand?: () => Promise<Brand | undefined>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

/** The feature's parts. */
export interface SignInContext {
  readonly ports: SignInPorts;
  /** Makes the tokens of forms. */
  readonly formKey: Uint8Array;
  readonly budgets: SignInBudgets;
  /** Refusals of one network address that are written into the audit chain. */
  readonly written: Budget;
}

/** Methods that a person has, as far as the features know. */
export async function methodsOf({ ports }: SignInContext, userId: string): Promise<FactorMethod[]> {
  const { numberMatching, passkeys, oneTimeCodes, recoveryCodes, temporaryPasses, certificates } = ports;
  const [number, passkey, code, left, pass, certificate] = await Promise.all([
    numberMatching?.isEnrolled(userId),
    passkeys?.has(userId),
    oneTimeCodes.isEnrolled(userId),
    recoveryCodes?.left(userId),
    temporaryPasses?.isGiven(userId),
    certificates?.has(userId),
  ]);
  const has: FactorMethod[] = ['password'];
  if (number === true) has.push('number');
  if (passkey === true) has.push('passkey');
  if (code === true) has.push('code');
  if ((left ?? 0) > 0) has.push('recovery-code');
  if (pass === true) has.push('temporary-pass');
  if (certificate === true) has.push('certificate');
  return has;
}
