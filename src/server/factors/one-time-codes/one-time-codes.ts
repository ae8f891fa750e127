/** One-time codes of an authenticator (RFC 6238): given by an administrator, or added by the person with a first code. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { encodeOtpauthUri } from '#protocol/otp/otpauth-uri.ts';
import { matchingSteps, usualTotp } from '#protocol/otp/totp.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import { type FactorPorts, personOf } from '../factor-ports.ts';
import { openProposal, sealProposal } from './proposal.ts';
import { findSecret, hasSecret, putSecret, removeSecret, type SecretEntry, useStep } from './store.ts';

/** What a code is worth. */
export type CodeVerdict = 'accepted' | 'wrong' | 'replayed';

/** What came of giving a person one-time codes. The URI is shown once, and is a secret. */
export type AddCodesOutcome =
  | { readonly kind: 'added'; readonly uri: string }
  | { readonly kind: 'already' | 'not-found' };

/** What a person may add to an authenticator. `proposal` says the same, sealed: it comes back with the first code. */
export type ProposeOutcome =
  | { readonly kind: 'proposed'; readonly uri: string; readonly proposal: string }
  | { readonly kind: 'already' | 'not-found' };

/** One-time codes of people. */
export interface OneTimeCodes {
  /** Whether the person has to give a code. */
  isEnrolled(userId: string): Promise<boolean>;
  /** Checks a code, and uses it up. The caller has asked its budgets. */
  check(userId: string, code: string): Promise<CodeVerdict>;
  /** Makes a secret for a person, by id or name. */
  addOneTimeCodes(user: string, actor: string): Promise<AddCodesOutcome>;
  /** Takes it away: the person signs in without codes. */
  removeOneTimeCodes(user: string, actor: string): Promise<{ readonly kind: 'done' | 'already' | 'not-found' }>;
  /** Makes a secret that does not count yet. Nothing is stored. */
  propose(userId: string): Promise<ProposeOutcome>;
  /** Shows a proposal again. `late`: it is over, or another person's, or none. */
  reopen(userId: string, proposal: string): Promise<ProposeOutcome | { readonly kind: 'late' }>;
  /** Lets a proposed secret count, for whoever shows a code of it; that code is used up. */
  accept(
    userId: string,
    proposal: string,
    code: string,
  ): Promise<{ readonly kind: 'added' | 'wrong' | 'late' | 'already' }>;
}

/** Bytes of a secret: as many as the hash has (RFC 4226 section 4, R6). */
const secretLength = 20;

/** Puts the factor together. */
export function createOneTimeCodes(ports: FactorPorts): OneTimeCodes {
  const { database } = ports;
  return {
    isEnrolled: (userId) => hasSecret(database, userId),
    check: (userId, code) => checkCode(ports, userId, code),
    addOneTimeCodes: (user, actor) => addCodes(ports, user, actor),
    removeOneTimeCodes: (user, actor) => removeCodes(ports, user, actor),
    propose: (userId) => proposeCodes(ports, userId),
    reopen: (userId, proposal) => reopenProposal(ports, userId, proposal),
    accept: (userId, proposal, code) => acceptProposal(ports, { userId, proposal, code }),
  };
}

async function checkCode(ports: FactorPorts, userId: string, code: string): Promise<CodeVerdict> {
  const { database, sealer } = ports;
  const secret = await findSecret(database, sealer, userId);
  const step = secret && stepOf(ports, secret, code);
  if (step === undefined) return 'wrong';
  return (await database.write((writer) => useStep(writer, userId, step))) ? 'accepted' : 'replayed';
}

function stepOf({ clock }: FactorPorts, secret: Uint8Array, code: string): number | undefined {
  const parts = { hmac: nodeHmac, equal: (a: string, b: string) => constantTimeEqual(utf8(a), utf8(b)) };
  return matchingSteps({ code, now: clock.now(), shape: usualTotp }, secret, parts).at(-1);
}

async function addCodes(ports: FactorPorts, name: string, actor: string): Promise<AddCodesOutcome> {
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' };
  const secret = ports.random.bytes(secretLength);
  const entry = { userId: user.id, secret, lastStep: 0, now: ports.clock.now() };
  if (!(await store(ports, entry, actor))) return { kind: 'already' };
  return { kind: 'added', uri: uriOf(ports, user, secret) };
}

async function proposeCodes(ports: FactorPorts, userId: string): Promise<ProposeOutcome> {
  const secret = ports.random.bytes(secretLength);
  return proposed(ports, userId, secret, toBase64url(sealProposal(ports, userId, secret)));
}

async function reopenProposal(ports: FactorPorts, userId: string, proposal: string) {
  const secret = openProposal(ports, userId, fromBase64url(proposal));
  return secret ? proposed(ports, userId, secret, proposal) : ({ kind: 'late' } as const);
}

async function proposed(
  ports: FactorPorts,
  userId: string,
  secret: Uint8Array,
  proposal: string,
): Promise<ProposeOutcome> {
  const user = await ports.directory.userById(userId);
  if (!user) return { kind: 'not-found' };
  if (await hasSecret(ports.database, userId)) return { kind: 'already' };
  return { kind: 'proposed', uri: uriOf(ports, user, secret), proposal };
}

async function acceptProposal(
  ports: FactorPorts,
  { userId, proposal, code }: { readonly userId: string; readonly proposal: string; readonly code: string },
): Promise<{ readonly kind: 'added' | 'wrong' | 'late' | 'already' }> {
  const secret = openProposal(ports, userId, fromBase64url(proposal));
  if (!secret) return { kind: 'late' };
  const lastStep = stepOf(ports, secret, code);
  if (lastStep === undefined) return { kind: 'wrong' };
  const isNew = await store(ports, { userId, secret, lastStep, now: ports.clock.now() }, userId);
  return { kind: isNew ? 'added' : 'already' };
}

function store({ database, sealer }: FactorPorts, entry: SecretEntry, actor: string): Promise<boolean> {
  const event = { type: 'factors.one-time-codes.added', outcome: 'changed', actor, userId: entry.userId } as const;
  return database.write(async (writer) => {
    if (!(await putSecret(writer, sealer, entry))) return false;
    appendAudit(writer, entry.now, [event]);
    return true;
  });
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

function uriOf({ organisation }: FactorPorts, { userPrincipalName }: User, secret: Uint8Array): string {
  return encodeOtpauthUri({ issuer: organisation, account: userPrincipalName, secret, shape: usualTotp });
}
