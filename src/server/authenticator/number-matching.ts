/**
 * Number matching: a sign-in shows a number, the person types it into the authenticator. The number is never sent to the
 * phone, so nobody approves what they do not see before them. One request at a time a person, and pauses that grow.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Random } from '#runtime/random.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Purpose } from '#server/policy/purpose.ts';
import type { Writer } from '#server/store/database.ts';
import { hasActive } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { countFailure, lockPerson, type PersonState, setRequest } from './people.ts';
import {
  type ApprovalRequest,
  consumeApproval,
  endRequest,
  findRequest,
  overdueRequests,
  putRequest,
  wasDisowned,
} from './requests.ts';
import type { Signals } from './signals.ts';

/** What a person is asked to approve. */
export interface ApprovalWish {
  readonly userId: string;
  readonly purpose: Purpose;
  /** The app or Mac, in words. */
  readonly target: string;
  readonly macSerialNumber?: string;
  /** The network address that the sign-in comes from. */
  readonly address: string;
  /** The sign-in that it belongs to; a second request of the same one takes the place of the first. */
  readonly attempt: string;
}

/** What came of asking. Times in milliseconds since 1970. */
export type BeginOutcome =
  | { readonly kind: 'begun'; readonly requestId: string; readonly number: string; readonly expiresAt: number }
  | { readonly kind: 'busy'; readonly retryAt: number }
  | { readonly kind: 'not-enrolled' };

/** How a request stands. */
export type RequestOutcome = 'waiting' | 'approved' | 'denied' | 'not-me' | 'expired' | 'wrong-number' | 'unknown';

/** Number matching, for the sign-in. */
export interface NumberMatching {
  /** Whether the person has an authenticator that can answer. */
  isEnrolled(userId: string): Promise<boolean>;
  begin(wish: ApprovalWish): Promise<BeginOutcome>;
  outcome(requestId: string): Promise<RequestOutcome>;
  /** Resolves once the request does not wait any more, on whichever node it is answered, or as it stands when aborted. */
  waitFor(requestId: string, signal: AbortSignal): Promise<RequestOutcome>;
  /** Uses an approval up: true once, for the attempt that it was begun for, within five minutes. */
  consume(requestId: string, attempt: string): Promise<boolean>;
  /** The sign-in goes on without it. */
  cancel(requestId: string): Promise<void>;
}

/** How long a request waits, in milliseconds. */
export const requestLife = 60_000;
/** How long an approval can be used, in milliseconds. */
const approvalLife = 300_000;
/** How long a sign-in that was disowned asks nobody, in milliseconds; by then it is long over. */
const disownedFor = 3_600_000;
/** How often other nodes' answers are looked for, in milliseconds. */
const lookInterval = 400;

/** Makes the part. `begun` is told of each new request, after it is durable. */
export function createNumberMatching(
  ports: AuthenticatorPorts,
  signals: Signals,
  begun: (request: ApprovalRequest) => void,
): NumberMatching {
  const { database, clock } = ports;
  const outcome = async (requestId: string) => outcomeOf(await findRequest(database, requestId), clock.now());
  return {
    isEnrolled: (userId) => hasActive(database, userId),
    begin: async (wish) => {
      const result = await begin(ports, wish);
      if (result.kind === 'begun') {
        signals.wake(`person:${wish.userId}`);
        begun(result.request);
        const { requestId, number, expiresAt } = result;
        return { kind: 'begun', requestId, number, expiresAt };
      }
      return result;
    },
    outcome,
    waitFor: async (requestId, signal) => {
      const look = async () => {
        const found = await outcome(requestId);
        return found === 'waiting' ? undefined : found;
      };
      return (await signals.until(`request:${requestId}`, lookInterval, signal, look)) ?? outcome(requestId);
    },
    consume: (id, attempt) => {
      const now = clock.now();
      return database.write((writer) => consumeApproval(writer, { id, attempt, now, since: now - approvalLife }));
    },
    cancel: async (requestId) => {
      const request = await findRequest(database, requestId);
      if (request === undefined) return;
      const now = clock.now();
      await database.write(async (writer) => {
        const person = await lockPerson(writer, request.userId, now);
        await settle(writer, person, request, 'cancelled', now);
      });
      wakeFor(signals, request);
    },
  };
}

/** Tells this node that something about a request changed. */
export function wakeFor(signals: Signals, { id, userId }: Pick<ApprovalRequest, 'id' | 'userId'>): void {
  signals.wake(`request:${id}`);
  signals.wake(`person:${userId}`);
}

/** Settles requests whose time is over. To be called now and then. */
export async function settleOverdue({ database, clock }: AuthenticatorPorts): Promise<void> {
  const now = clock.now();
  for (const request of await overdueRequests(database, now)) {
    await database.write(async (writer) => {
      const person = await lockPerson(writer, request.userId, now);
      await settle(writer, person, request, 'expired', now);
    });
  }
}

type Begun = Extract<BeginOutcome, { readonly kind: 'begun' }> & { readonly request: ApprovalRequest };

async function begin(
  ports: AuthenticatorPorts,
  wish: ApprovalWish,
): Promise<Begun | Exclude<BeginOutcome, { readonly kind: 'begun' }>> {
  const { database, sealer, clock, random } = ports;
  const now = clock.now();
  const number = twoDigits(random);
  const request = {
    id: toBase64url(random.bytes(16)),
    userId: wish.userId,
    attempt: wish.attempt,
    purpose: wish.purpose,
    target: storable(wish.target),
    macSerialNumber: wish.macSerialNumber,
    address: storable(wish.address),
    begunAt: now,
    expiresAt: now + requestLife,
  };
  return database.write(async (writer) => {
    if (!(await hasActive(writer, wish.userId))) return { kind: 'not-enrolled' };
    const retryAt = await makeRoom(writer, await lockPerson(writer, wish.userId, now), wish.attempt, now);
    if (retryAt !== undefined) {
      appendAudit(writer, now, [eventOf(request, 'refused', 'request_busy')]);
      return { kind: 'busy', retryAt };
    }
    await putRequest(writer, sealer, request, number);
    await setRequest(writer, wish.userId, request.id);
    appendAudit(writer, now, [eventOf(request, 'allowed')]);
    const waiting = { ...request, state: 'waiting', wrongNumbers: 0, endedAt: undefined } as const;
    return { kind: 'begun', requestId: request.id, number, expiresAt: request.expiresAt, request: waiting };
  });
}

/** Settles what was there before. Returns until when there is no room; undefined when there is. */
async function makeRoom(
  writer: Writer,
  person: PersonState,
  attempt: string,
  now: number,
): Promise<number | undefined> {
  if (person.lockedUntil > now) return person.lockedUntil;
  if (await wasDisowned(writer, attempt)) return now + disownedFor;
  const before = person.requestId === undefined ? undefined : await findRequest(writer, person.requestId);
  let state = person;
  if (before?.state === 'waiting' && before.expiresAt > now) {
    if (before.attempt !== attempt) return before.expiresAt;
    if (person.pausedUntil > now) return person.pausedUntil;
    await settle(writer, person, before, 'superseded', now);
    // The pause that this brings is for the next.
    return undefined;
  }
  if (before?.state === 'waiting') state = await settle(writer, person, before, 'expired', now);
  return state.pausedUntil > now ? state.pausedUntil : undefined;
}

/** Ends a request without an approval. A request that somebody else has settled meanwhile stays as it is. */
export async function settle(
  writer: Writer,
  person: PersonState,
  request: ApprovalRequest,
  state: 'denied' | 'not-me' | 'expired' | 'wrong-number' | 'superseded' | 'cancelled',
  now: number,
): Promise<PersonState> {
  const endedAt = Math.min(now, request.expiresAt);
  const isOver = request.expiresAt <= now;
  if (!(await endRequest(writer, request.id, isOver ? 'expired' : state, endedAt))) return person;
  const after = await countFailure(writer, person, endedAt);
  if (isOver || state === 'superseded' || state === 'cancelled') {
    const code = isOver ? 'expired' : state;
    const { userId, address } = request;
    const detail = { request: request.id };
    appendAudit(writer, now, [
      { type: 'authenticator.request.ended', outcome: 'refused', code, userId, address, detail },
    ]);
  }
  return after;
}

function outcomeOf(request: ApprovalRequest | undefined, now: number): RequestOutcome {
  if (request === undefined) return 'unknown';
  const { state, expiresAt } = request;
  if (state === 'waiting') return expiresAt > now ? 'waiting' : 'expired';
  return state === 'superseded' || state === 'cancelled' ? 'expired' : state;
}

type Told = Pick<ApprovalRequest, 'id' | 'userId' | 'purpose' | 'target' | 'macSerialNumber' | 'address'>;

function eventOf(request: Told, outcome: 'allowed' | 'refused', code?: string): AuditEvent {
  const { id, userId, purpose, target, macSerialNumber, address } = request;
  const detail = { ...(code === undefined ? { request: id } : {}), purpose, target, mac: macSerialNumber ?? null };
  const type = code === undefined ? 'authenticator.request.begun' : 'authenticator.request.refused';
  return { type, outcome, ...(code === undefined ? {} : { code }), userId, address, detail };
}

/** 10 to 99, each as likely as the others: what a byte has left over is thrown away. */
function twoDigits(random: Random): string {
  for (;;) {
    const [byte = 255] = random.bytes(1);
    if (byte < 180) return String(10 + (byte % 90));
  }
}

/** One line that every store takes and that is the same text after a journey as JSON. */
function storable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .slice(0, 200)
    .toWellFormed();
}
