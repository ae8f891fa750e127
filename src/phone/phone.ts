/**
 * A phone without a screen: what the authenticator does, for the web app and for scripts. It owns the accounts on this phone
 * and what is signed with their keys. It does not own how a person unlocks it, nor what anything looks like.
 */
import { z } from 'zod';
import {
  answerResult,
  eventTicket,
  type PendingRequest,
  pendingRequests,
  type PhoneSelf,
  phonePaths,
  phoneSelf,
  type PushSubscriptionMessage,
} from '#api/authenticator.ts';
import { type AnswerContext, answerText, type Decision, type Unlock } from '#api/authenticator-signatures.ts';
import type { OfferView } from '#api/authenticator.ts';
import { timeOf } from '#api/members.ts';
import { codeAt, parseCodeSecret, type ShownCode } from './codes.ts';
import { enroll, type EnrollWish, lookAtOffer } from './enroll.ts';
import { accountOf, sendSigned, signedBy, timeOn } from './exchange.ts';
import { PhoneError } from './phone-error.ts';
import type { PhonePorts, StoredAccount } from './phone-ports.ts';

/** What came of an answer. */
export type AnswerResult = z.infer<typeof answerResult>['outcome'];

/** A phone. Everything throws {@link PhoneError} for a no, and whatever `fetch` and `storage` throw. */
export interface Phone {
  accounts(): Promise<readonly StoredAccount[]>;
  /** What the address of a QR code offers, to be shown before it is taken. */
  look(address: string): Promise<OfferView>;
  enroll(address: string, wish: EnrollWish): Promise<StoredAccount>;
  /** What waits for this account: nothing, or one request. */
  requests(authenticatorId: string): Promise<readonly PendingRequest[]>;
  /** Approves what was shown, by the number on the other screen. */
  approve(authenticatorId: string, request: PendingRequest, number: string, unlock: Unlock): Promise<AnswerResult>;
  deny(authenticatorId: string, request: PendingRequest, unlock: Unlock): Promise<AnswerResult>;
  /** Says that somebody else is signing in: alarms, and asks nobody for a while. */
  notMe(authenticatorId: string, request: PendingRequest, unlock: Unlock): Promise<AnswerResult>;
  /** The one-time code of now; undefined when this phone has no secret for it. */
  code(authenticatorId: string): Promise<ShownCode | undefined>;
  /** This phone as the server sees it. */
  self(authenticatorId: string): Promise<PhoneSelf>;
  rename(authenticatorId: string, name: string): Promise<void>;
  /** Removes the account here and at the server. One that the server knows no more, or has locked, goes here alone. */
  remove(authenticatorId: string): Promise<void>;
  /** An address for one EventSource, good for 30 seconds. */
  eventAddress(authenticatorId: string): Promise<string>;
  subscribe(authenticatorId: string, subscription: PushSubscriptionMessage): Promise<void>;
  unsubscribe(authenticatorId: string): Promise<void>;
}

const nothing = z.undefined();

/** Makes a phone. */
export function createPhone(ports: PhonePorts): Phone {
  const act = async (id: string, message: Parameters<typeof sendSigned>[2]) => {
    await sendSigned(ports, id, message, nothing);
  };
  return {
    accounts: () => ports.storage.accounts(),
    look: (address) => lookAtOffer(ports, address),
    enroll: (address, wish) => enroll(ports, address, wish),
    requests: (id) => requestsOf(ports, id),
    approve: (id, request, number, unlock) => {
      if (/^\d\d$/.test(number)) return answer(ports, id, request, { decision: 'approve', number, unlock });
      throw new PhoneError('number_malformed', 'The number has two digits.');
    },
    deny: (id, request, unlock) => answer(ports, id, request, { decision: 'deny', number: null, unlock }),
    notMe: (id, request, unlock) => answer(ports, id, request, { decision: 'not-me', number: null, unlock }),
    code: async (id) => {
      const account = await accountOf(ports, id);
      const secret = account.codesUri === undefined ? undefined : parseCodeSecret(account.codesUri);
      return secret && codeAt(ports.crypto, secret, timeOn(ports, account));
    },
    self: (id) => sendSigned(ports, id, { method: 'GET', path: phonePaths.self }, phoneSelf),
    rename: async (id, name) => {
      await act(id, { method: 'PATCH', path: phonePaths.self, body: { name } });
      const { storage } = ports;
      await storage.exclusively(async () => storage.put({ ...(await accountOf(ports, id)), name }));
    },
    remove: (id) => remove(ports, id),
    eventAddress: async (id) => {
      const { ticket } = await sendSigned(ports, id, { method: 'POST', path: phonePaths.tickets }, eventTicket);
      return `${(await accountOf(ports, id)).issuer}${phonePaths.events}?ticket=${ticket}`;
    },
    subscribe: (id, { endpoint, keys }) =>
      act(id, {
        method: 'PUT',
        path: phonePaths.push,
        body: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } },
      }),
    unsubscribe: (id) => act(id, { method: 'DELETE', path: phonePaths.push }),
  };
}

/** Only what is this account's own: a request of somebody else must not be approved by mistake. */
async function requestsOf(ports: PhonePorts, id: string): Promise<readonly PendingRequest[]> {
  const { requests } = await sendSigned(ports, id, { method: 'GET', path: phonePaths.requests }, pendingRequests);
  const { userId } = await accountOf(ports, id);
  return requests.filter((request) => request.userId === userId);
}

interface Chosen {
  readonly decision: Decision;
  readonly number: string | null;
  readonly unlock: Unlock;
}

/** Signs what was shown, member by member: what the server asked and what the person saw must be the same. */
async function answer(
  ports: PhonePorts,
  authenticatorId: string,
  request: PendingRequest,
  { decision, number, unlock }: Chosen,
): Promise<AnswerResult> {
  const account = await accountOf(ports, authenticatorId);
  const { purpose, target, macSerialNumber, address, begunAt, expiresAt } = request;
  const context: AnswerContext = {
    issuer: account.issuer,
    authenticatorId,
    requestId: request.id,
    userId: account.userId,
    purpose,
    target,
    macSerialNumber,
    address,
    begunAt,
    expiresAt,
    decision,
    number,
    unlock,
    answeredAt: timeOf(timeOn(ports, account)),
  };
  const body = { answer: await signedBy(ports, account.key, answerText(context)) };
  const path = phonePaths.answer.replace('{id}', request.id);
  const { outcome } = await sendSigned(ports, authenticatorId, { method: 'POST', path, body }, answerResult);
  return outcome;
}

async function remove(ports: PhonePorts, id: string): Promise<void> {
  try {
    await sendSigned(ports, id, { method: 'DELETE', path: phonePaths.self }, nothing);
  } catch (error) {
    const gone = ['authenticator_removed', 'authenticator_locked', 'signature_invalid', 'person_disabled'];
    if (!(error instanceof PhoneError) || !gone.includes(error.code)) throw error;
  }
  await ports.storage.exclusively(() => ports.storage.remove(id));
}

export type { EnrollWish } from './enroll.ts';
export { PhoneError } from './phone-error.ts';
export type { PhoneCrypto, PhoneFetch, PhoneKey, PhonePorts, PhoneStorage, StoredAccount } from './phone-ports.ts';
