/**
 * Authenticators of people: phones that hold a key and approve sign-ins by number. The feature owns enrolment, the keys and
 * counters of phones, requests and their answers, and how phones are woken. It does not own when a sign-in asks for an
 * approval, nor what an approval is worth: the sign-in and its policy do.
 */
import type { FastifyInstance } from 'fastify';
import { appendAudit } from '#server/audit/audit.ts';
import { type ApprovalVerification, verifyApprovals } from './approvals.ts';
import { type AuthenticatorAlert, authenticatorAlerts } from './authenticator-alerts.ts';
import { type Authenticator, authenticatorsOf } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { createNumberMatching, type NumberMatching, settleOverdue } from './number-matching.ts';
import { makeOffer, type OfferMade } from './offers.ts';
import { type OwnOutcome, removeAllOf, removeOwn, renameOwn } from './own-authenticators.ts';
import { alarmOf, clearAlarm } from './people.ts';
import { resealSubscriptions } from './push/subscriptions.ts';
import { openVapidKey, resealVapidKey } from './push/vapid-key.ts';
import { wakePhones } from './push/wake-phones.ts';
import { mountPhones } from './routes.ts';
import { Signals } from './signals.ts';

/** The feature at work. `actor` is who wants it: the person, or an administrator. */
export interface AuthenticatorFeature {
  readonly numberMatching: NumberMatching;
  /** An address for a QR code, by which one phone can be enrolled within ten minutes. The person must exist. */
  offer(userId: string, actor: string, options?: { readonly unlock?: 'required' | 'optional' }): Promise<OfferMade>;
  /** The person's authenticators, the oldest first. */
  list(userId: string): Promise<readonly Authenticator[]>;
  rename(userId: string, id: string, name: string, actor: string): Promise<OwnOutcome>;
  remove(userId: string, id: string, actor: string): Promise<OwnOutcome>;
  /** Removes every authenticator of a person. */
  removeAll(userId: string, actor: string): Promise<void>;
  /** When the person said last "that was not me"; undefined when there is no alarm. */
  alarmOf(userId: string): Promise<number | undefined>;
  /** Ends an alarm: the person can be asked again. */
  clearAlarm(userId: string, actor: string): Promise<{ readonly kind: 'done' | 'already' }>;
  /** What needs an administrator. */
  alerts(): Promise<readonly AuthenticatorAlert[]>;
  /** Checks the signature of every approval in the audit chain again. */
  verifyApprovals(): Promise<ApprovalVerification>;
  /** `/authenticator/api/...` */
  mount(app: FastifyInstance): void;
  /** Settles and forgets what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every lasting secret under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
  /** Resolves when no push is under way. */
  settled(): Promise<void>;
}

/** How long what has ended is kept, in milliseconds, so that its phone or sign-in is told why. */
const keptAfterEnd = 86_400_000;
const rowsPerUnit = 500;

/** Opens the feature: reads its push key, making it on first run. */
export async function openAuthenticators(ports: AuthenticatorPorts): Promise<AuthenticatorFeature> {
  const { database, sealer, audit, clock } = ports;
  const vapid = await openVapidKey(ports);
  const signals = new Signals(ports.pause);
  const underWay = new Set<Promise<void>>();
  const numberMatching = createNumberMatching(ports, signals, (request) => {
    const sending = wakePhones(ports, vapid, request)
      .catch(ports.onFault)
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  });
  return {
    numberMatching,
    offer: (userId, actor, { unlock = 'required' } = {}) =>
      makeOffer(ports, { userId, actor, unlockRequired: unlock === 'required' }),
    list: (userId) => authenticatorsOf(database, userId),
    rename: (userId, id, name, actor) => renameOwn(ports, { userId, id, name, actor }),
    remove: (userId, id, actor) => removeOwn(ports, { userId, id, actor }),
    removeAll: (userId, actor) => removeAllOf(ports, userId, actor),
    alarmOf: (userId) => alarmOf(database, userId),
    clearAlarm: (userId, actor) =>
      database.write(async (writer) => {
        if (!(await clearAlarm(writer, userId))) return { kind: 'already' };
        const type = 'authenticator.alarm.cleared';
        appendAudit(writer, clock.now(), [{ type, outcome: 'changed', actor, userId }]);
        return { kind: 'done' };
      }),
    alerts: () => authenticatorAlerts(ports),
    verifyApprovals: () => verifyApprovals(audit),
    mount: (app) => mountPhones(app, { ports, signals, pushKey: vapid.publicKey }),
    keepHouse: async () => {
      await settleOverdue(ports);
      await forgetEnded(ports);
    },
    reseal: async () => (await resealVapidKey(database, sealer)) + (await resealSubscriptions(database, sealer)),
    settled: async () => {
      await Promise.all(underWay);
    },
  };
}

const forgetting = [
  [
    `DELETE FROM authenticator_request WHERE id IN
      (SELECT id FROM authenticator_request WHERE state <> 'waiting' AND expires_at <= ? LIMIT ?)`,
    keptAfterEnd,
  ],
  [
    `DELETE FROM authenticator_offer WHERE secret_hash IN
      (SELECT secret_hash FROM authenticator_offer WHERE expires_at <= ? LIMIT ?)`,
    keptAfterEnd,
  ],
  [
    `DELETE FROM authenticator_ticket WHERE ticket_hash IN
      (SELECT ticket_hash FROM authenticator_ticket WHERE expires_at <= ? LIMIT ?)`,
    0,
  ],
  [
    `DELETE FROM authenticator_nonce WHERE (authenticator_id, nonce) IN
      (SELECT authenticator_id, nonce FROM authenticator_nonce WHERE expires_at <= ? LIMIT ?)`,
    0,
  ],
] as const;

async function forgetEnded({ database, clock }: AuthenticatorPorts): Promise<void> {
  for (const [text, kept] of forgetting) {
    const before = clock.now() - kept;
    let removed = rowsPerUnit;
    while (removed === rowsPerUnit) removed = await database.write((writer) => writer.run(text, before, rowsPerUnit));
  }
}

export type { AuthenticatorAlert } from './authenticator-alerts.ts';
export type { Authenticator } from './authenticators.ts';
export type { AuthenticatorPorts } from './authenticator-ports.ts';
export type { ApprovalWish, BeginOutcome, NumberMatching, RequestOutcome } from './number-matching.ts';
