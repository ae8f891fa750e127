/**
 * Factors beside the password: one-time codes of an authenticator. The feature owns their secrets, and that a code counts
 * once. It does not own when a code is asked for, nor the budget of guesses: whoever asks does.
 */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { encodeOtpauthUri } from '#protocol/otp/otpauth-uri.ts';
import { matchingSteps, usualTotp } from '#protocol/otp/totp.ts';
import type { Clock } from '#runtime/clock.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import type { Random } from '#runtime/random.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { findSecret, hasSecret, putSecret, removeSecret, resealSecrets, useStep } from './one-time-codes.ts';

/** What the feature needs. */
export interface FactorPorts {
  /** Migrated. */
  readonly database: Database;
  readonly directory: Pick<Directory, 'findUser' | 'userById'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Who asks for codes, as authenticators show it. */
  readonly organisation: string;
}

/** What a code is worth. */
export type CodeVerdict = 'accepted' | 'wrong' | 'replayed';

/** What came of giving a person one-time codes. The URI is shown once, and is a secret. */
export type AddCodesOutcome =
  | { readonly kind: 'added'; readonly uri: string }
  | { readonly kind: 'already' | 'not-found' };

/** The feature at work. */
export interface Factors {
  /** Whether the person has to give a code. */
  isEnrolled(userId: string): Promise<boolean>;
  /** Checks a code, and uses it up. The caller has asked its budgets. */
  check(userId: string, code: string): Promise<CodeVerdict>;
  /** Makes a secret for a person, by id or name. */
  addOneTimeCodes(user: string, actor: string): Promise<AddCodesOutcome>;
  /** Takes it away: the person signs in by password alone. */
  removeOneTimeCodes(user: string, actor: string): Promise<{ readonly kind: 'done' | 'already' | 'not-found' }>;
  /** Seals every secret under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** Bytes of a secret: as many as the hash has (RFC 4226 section 4, R6). */
const secretLength = 20;
const rowsPerUnit = 200;

/** Puts the feature together. */
export function createFactors(ports: FactorPorts): Factors {
  const { database } = ports;
  return {
    isEnrolled: (userId) => hasSecret(database, userId),
    check: (userId, code) => checkCode(ports, userId, code),
    addOneTimeCodes: (user, actor) => addCodes(ports, user, actor),
    removeOneTimeCodes: (user, actor) => removeCodes(ports, user, actor),
    reseal: () => reseal(ports),
  };
}

async function checkCode({ database, sealer, clock }: FactorPorts, userId: string, code: string): Promise<CodeVerdict> {
  const secret = await findSecret(database, sealer, userId);
  if (!secret) return 'wrong';
  const parts = { hmac: nodeHmac, equal: (a: string, b: string) => constantTimeEqual(utf8(a), utf8(b)) };
  const step = matchingSteps({ code, now: clock.now(), shape: usualTotp }, secret, parts).at(-1);
  if (step === undefined) return 'wrong';
  return (await database.write((writer) => useStep(writer, userId, step))) ? 'accepted' : 'replayed';
}

async function addCodes(ports: FactorPorts, name: string, actor: string): Promise<AddCodesOutcome> {
  const { database, sealer, clock, random, organisation } = ports;
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' };
  const secret = random.bytes(secretLength);
  const isNew = await database.write(async (writer) => {
    const now = clock.now();
    if (!(await putSecret(writer, sealer, { userId: user.id, secret, now }))) return false;
    appendAudit(writer, now, [{ type: 'factors.one-time-codes.added', outcome: 'changed', actor, userId: user.id }]);
    return true;
  });
  if (!isNew) return { kind: 'already' };
  const account = user.userPrincipalName;
  return { kind: 'added', uri: encodeOtpauthUri({ issuer: organisation, account, secret, shape: usualTotp }) };
}

async function removeCodes(ports: FactorPorts, name: string, actor: string) {
  const { database, clock } = ports;
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' } as const;
  return database.write(async (writer) => {
    if (!(await removeSecret(writer, user.id))) return { kind: 'already' } as const;
    const type = 'factors.one-time-codes.removed';
    appendAudit(writer, clock.now(), [{ type, outcome: 'changed', actor, userId: user.id }]);
    return { kind: 'done' } as const;
  });
}

async function personOf({ directory }: FactorPorts, name: string) {
  return (await directory.userById(name)) ?? (await directory.findUser(name));
}

async function reseal({ database, sealer }: FactorPorts): Promise<number> {
  let resealed = 0;
  let after: string | undefined = '';
  while (after !== undefined) {
    const from: string = after;
    const step = await database.write((writer) => resealSecrets(writer, sealer, from, rowsPerUnit));
    resealed += step.changed;
    after = step.last;
  }
  return resealed;
}
