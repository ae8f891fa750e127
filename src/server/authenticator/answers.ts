/**
 * The answer of a person. It is a signature of the phone over the whole context, made again here from what was asked: if any
 * of it differs, from the target to the network address, the answer is to something else. Approvals stand in the audit
 * chain with their signatures.
 */
import { z } from 'zod';
import { type AnswerContext, answerText, signatureLeeway, signingInputOf } from '#api/authenticator-signatures.ts';
import { unlock } from '#api/authenticator.ts';
import type { PhoneRefusalCode } from '#api/authenticator-refusals.ts';
import { timeOf } from '#api/members.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { hasValidSignature, parseJws, type UnverifiedJws } from '#protocol/jose/jws.ts';
import { constantTimeEqual, nodeCrypto } from '#runtime/crypto.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { Authenticator } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { settle, wakeFor } from './number-matching.ts';
import { countApproval, lockPerson, raiseAlarm } from './people.ts';
import { type ApprovalRequest, countWrongNumber, endRequest, findRequest, numberOf } from './requests.ts';
import type { Signals } from './signals.ts';

/** What came of an answer. */
export type AnswerOutcome =
  | { readonly kind: 'approved' | 'denied' | 'not-me' }
  | { readonly kind: 'refused'; readonly code: PhoneRefusalCode; readonly triesLeft?: number };

/** Wrong numbers after which a request ends. */
const mostWrongNumbers = 3;

// Only what the phone adds; the rest must be what was asked, byte for byte.
const own = z.object({
  decision: z.enum(['approve', 'deny', 'not-me']),
  number: z.string().max(8).nullable(),
  unlock,
  answered: z.iso.datetime(),
});

interface Answer {
  readonly jws: string;
  readonly context: AnswerContext;
  readonly from: string;
}

/** Takes an answer. @param from the network address that it came from */
export async function answerRequest(
  ports: AuthenticatorPorts,
  signals: Signals,
  authenticator: Authenticator,
  sent: { readonly requestId: string; readonly jws: string; readonly from: string },
): Promise<AnswerOutcome> {
  const { database, audit, clock } = ports;
  const now = clock.now();
  const request = await findRequest(database, sent.requestId);
  const isOwn = request !== undefined && request.userId === authenticator.userId;
  const context = isOwn ? readAnswer(ports.issuer, authenticator, request, sent.jws, now) : undefined;
  if (!isOwn || context === undefined) {
    const code = isOwn ? 'answer_invalid' : 'request_unknown';
    audit.record(refusedEvent(authenticator, { code, from: sent.from, requestId: sent.requestId }));
    return { kind: 'refused', code };
  }
  const answer = { jws: sent.jws, context, from: sent.from };
  const outcome = await database.write((writer) => decide(ports, writer, { authenticator, request, answer, now }));
  wakeFor(signals, request);
  return outcome;
}

function readAnswer(
  issuer: string,
  authenticator: Authenticator,
  request: ApprovalRequest,
  jws: string,
  now: number,
): AnswerContext | undefined {
  const parsed = parsedJws(jws);
  const said = own.safeParse(parsed?.claims);
  if (parsed === undefined || !said.success) return undefined;
  const { decision, number, unlock: how, answered } = said.data;
  if ((decision === 'approve') !== (number !== null)) return undefined;
  if (Math.abs(Date.parse(answered) - now) > signatureLeeway) return undefined;
  const asked = contextOf(issuer, authenticator.id, request);
  const context = { ...asked, decision, number, unlock: how, answeredAt: answered };
  const isSame = equals(utf8(signingInputOf(answerText(context))), parsed.signingInput);
  return isSame && hasValidSignature(parsed, nodeCrypto.p256(authenticator.publicKey)) ? context : undefined;
}

/** What was asked, as the signature of an answer has to repeat it. */
export function contextOf(issuer: string, authenticatorId: string, request: ApprovalRequest) {
  return {
    issuer,
    authenticatorId,
    requestId: request.id,
    userId: request.userId,
    purpose: request.purpose,
    target: request.target,
    macSerialNumber: request.macSerialNumber ?? null,
    address: request.address,
    begunAt: timeOf(request.begunAt),
    expiresAt: timeOf(request.expiresAt),
  };
}

interface Decision {
  readonly authenticator: Authenticator;
  readonly request: ApprovalRequest;
  readonly answer: Answer;
  readonly now: number;
}

async function decide(ports: AuthenticatorPorts, writer: Writer, decision: Decision): Promise<AnswerOutcome> {
  const { authenticator, request: asked, answer, now } = decision;
  const person = await lockPerson(writer, asked.userId, now);
  const request = await findRequest(writer, asked.id);
  const refuse = (code: PhoneRefusalCode, triesLeft?: number): AnswerOutcome => {
    appendAudit(writer, now, [refusedEvent(authenticator, { code, from: answer.from, requestId: asked.id })]);
    return { kind: 'refused', code, ...(triesLeft === undefined ? {} : { triesLeft }) };
  };
  if (request === undefined) return refuse('request_unknown');
  if (request.state === 'wrong-number') return refuse('numbers_exhausted');
  if (request.state !== 'waiting') return refuse(request.state === 'expired' ? 'request_expired' : 'request_over');
  if (request.expiresAt <= now) {
    await settle(writer, person, request, 'expired', now);
    return refuse('request_expired');
  }
  if (answer.context.decision !== 'approve') {
    const state = answer.context.decision === 'deny' ? 'denied' : 'not-me';
    await settle(writer, person, request, state, now);
    if (state === 'not-me') await raiseAlarm(writer, request.userId, now);
    appendAudit(writer, now, [answeredEvent(decision, state)]);
    return { kind: state };
  }
  if (authenticator.unlockRequired && answer.context.unlock === 'none') return refuse('unlock_required');
  const number = (await numberOf(writer, ports.sealer, request.id)) ?? '';
  if (!constantTimeEqual(utf8(answer.context.number ?? ''), utf8(number))) {
    const wrong = await countWrongNumber(writer, request.id);
    if (wrong < mostWrongNumbers) return refuse('number_wrong', mostWrongNumbers - wrong);
    await settle(writer, person, request, 'wrong-number', now);
    return refuse('numbers_exhausted');
  }
  await endRequest(writer, request.id, 'approved', now);
  await countApproval(writer, request.userId);
  appendAudit(writer, now, [answeredEvent(decision, 'approved')]);
  return { kind: 'approved' };
}

function parsedJws(jws: string): UnverifiedJws | undefined {
  try {
    return parseJws(jws);
  } catch (error) {
    if (error instanceof JoseError) return undefined;
    throw error;
  }
}

/** With the whole signed answer, so that the chain can show later what was approved. */
function answeredEvent(
  { authenticator, request, answer }: Decision,
  state: 'approved' | 'denied' | 'not-me',
): AuditEvent {
  const { id, purpose, target, macSerialNumber, userId } = request;
  return {
    type: `authenticator.request.${state}`,
    outcome: state === 'approved' ? 'allowed' : 'refused',
    ...(state === 'not-me' ? { code: 'person_alarmed' } : {}),
    userId,
    address: answer.from,
    detail: {
      request: id,
      authenticator: authenticator.id,
      purpose,
      target,
      mac: macSerialNumber ?? null,
      jws: answer.jws,
    },
  };
}

function refusedEvent(
  { id, userId }: Authenticator,
  { code, from, requestId }: { readonly code: PhoneRefusalCode; readonly from: string; readonly requestId: string },
): AuditEvent {
  const detail = { request: requestId.slice(0, 64), authenticator: id };
  return { type: 'authenticator.answer.refused', outcome: 'refused', code, userId, address: from, detail };
}
