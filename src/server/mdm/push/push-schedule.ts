/**
 * When Macs are rung. A ring is soon and coalesced: ten commands in a row are one push. Which Macs are due is in the
 * store, so that nothing is lost with the process; what is in memory only makes it quicker. Many at once are spread over
 * time, since every Mac that is rung connects.
 */
import type { PushResponse } from '#protocol/apns/push-response.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { appendAudit, type Audit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import type { ManagementSettings } from '../settings.ts';
import type { PushCertificates } from './push-certificates.ts';
import type { PushOutcome, PushSender } from './push-sender.ts';
import { findTarget, notePushed, type PushTarget, putOff, retireToken, takeDue } from './push-targets.ts';

/** What the schedule needs. */
export interface PushSchedulePorts {
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Pick<ManagementSettings, 'pushLife' | 'pushAgainAfter' | 'spreadPerThousand'>;
  readonly certificates: PushCertificates;
  readonly sender: PushSender;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** How long a ring waits for others of the same Mac, in milliseconds. */
const coalescing = 100;
/** Macs that one look into the store takes. */
const duePerRound = 1000;
/** Pushes of so many Macs are sent at once; more are spread. */
const burst = 20;
/** Back-off after a failure, in milliseconds: doubled each time, up to the last. */
const backOff = { first: 15_000, longest: 30 * 60_000 };
/** How long a Mac that was taken counts as not due, in milliseconds. */
const claim = 120_000;

/** Rings Macs. */
export class PushSchedule {
  readonly #ports: PushSchedulePorts;
  /** Whether each is rung even if it has no commands. */
  #rung = new Map<string, boolean>();
  #round: Promise<void> | undefined;
  #failures = 0;
  #quietUntil = 0;
  #isClosed = false;

  constructor(ports: PushSchedulePorts) {
    this.#ports = ports;
  }

  /**
   * Rings a Mac soon, if it has commands then: one whose unit is not committed yet stays due in the store. Returns at once.
   */
  ring(enrollmentId: string, evenIfIdle = false): void {
    if (this.#isClosed) return;
    this.#rung.set(enrollmentId, evenIfIdle || this.#rung.get(enrollmentId) === true);
    this.#round ??= this.#afterAWhile();
  }

  /** Resolves when what was rung so far has been sent. */
  async settled(): Promise<void> {
    while (this.#round) await this.#round;
  }

  /** Rings Macs that are due by the store. Returns how many were. */
  async ringDue(): Promise<number> {
    const { database, clock } = this.#ports;
    const now = clock.now();
    if (now < this.#quietUntil || (await this.#ports.certificates.identity()) === undefined) return 0;
    const anyone = await database.get('SELECT id FROM mdm_enrollment WHERE push_due_at <= ? LIMIT 1', now);
    if (anyone === undefined) return 0;
    const due = await database.write((writer) => takeDue(writer, now, now + claim, duePerRound));
    await this.#send(new Map(due.map((id) => [id, false])), 'claimed');
    return due.length;
  }

  /** Sends no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.settled();
    this.#ports.sender.close();
  }

  async #afterAWhile(): Promise<void> {
    try {
      await this.#ports.pause(coalescing);
      const rung = this.#rung;
      this.#rung = new Map();
      // While the service is to be left alone, the Macs stay due in the store.
      if (this.#ports.clock.now() >= this.#quietUntil) await this.#send(rung, 'unclaimed');
    } catch (error) {
      this.#ports.onFault(error);
    } finally {
      this.#round = this.#rung.size > 0 && !this.#isClosed ? this.#afterAWhile() : undefined;
    }
  }

  /** Sends to each, at a random moment of a time that grows with their number. */
  async #send(macs: ReadonlyMap<string, boolean>, claimed: 'claimed' | 'unclaimed'): Promise<void> {
    const { settings, random, pause } = this.#ports;
    const spread = macs.size <= burst ? 0 : settings.spreadPerThousand * macs.size;
    await Promise.all(
      Array.from(macs, async ([id, evenIfIdle]) => {
        const [high = 0, low = 0] = random.bytes(2);
        if (spread > 0) await pause(Math.floor((spread * (high * 256 + low)) / 65_536));
        await this.#sendOne(id, evenIfIdle, claimed);
      }),
    );
  }

  async #sendOne(id: string, evenIfIdle: boolean, claimed: 'claimed' | 'unclaimed'): Promise<void> {
    const { database, certificates, sender, clock, settings } = this.#ports;
    const [identity, target] = await Promise.all([certificates.identity(), findTarget(database, id)]);
    if (!identity || !target) return;
    // Not due any more: another round has rung it for the same commands.
    const isDue = claimed === 'claimed' || (target.dueAt !== undefined && target.dueAt <= clock.now());
    if (!evenIfIdle && !(target.hasPending && isDue)) return;
    const expiration = Math.floor(clock.now() / 1000) + settings.pushLife;
    const outcome = await sender.send(identity, { ...target, expiration });
    await this.#note(target, outcome);
  }

  async #note(target: PushTarget, outcome: PushOutcome): Promise<void> {
    if (outcome.kind === 'unreachable') return this.#waitAfterFailure(target, outcome.reason);
    const { response } = outcome;
    switch (response.verdict) {
      case 'accepted':
        return this.#accepted(target);
      case 'retire':
        return this.#retire(target, response);
      case 'back-off':
        return this.#waitAfterFailure(target, response.reason ?? String(response.status));
      case 'alert':
        return this.#alert(target, response);
    }
  }

  async #accepted(target: PushTarget): Promise<void> {
    const { database, clock, settings, certificates } = this.#ports;
    this.#failures = 0;
    await certificates.clearAlert();
    const now = clock.now();
    await database.write((writer) => notePushed(writer, target, now, now + settings.pushAgainAfter * 1000));
  }

  async #retire({ id, token, tokenAt }: PushTarget, { reason, timestamp }: PushResponse): Promise<void> {
    const { database, clock } = this.#ports;
    // Apple says when the token died; a token that came later is another one, or the same brought back to life.
    const diedAt = timestamp ?? tokenAt;
    await database.write(async (writer) => {
      if (!(await retireToken(writer, id, token, diedAt))) return;
      appendAudit(writer, clock.now(), [
        {
          type: 'management.push-token.retired',
          outcome: 'changed',
          code: reason ?? 'unregistered',
          detail: { enrollmentId: id, diedAt },
        },
      ]);
    });
  }

  async #waitAfterFailure({ id }: PushTarget, reason: string): Promise<void> {
    const { database, clock, audit } = this.#ports;
    const now = clock.now();
    if (now >= this.#quietUntil) {
      const wait = Math.min(backOff.first * 2 ** this.#failures, backOff.longest);
      this.#failures += 1;
      this.#quietUntil = now + wait;
      audit.record({ type: 'management.push.delayed', outcome: 'refused', code: reason, detail: { wait } });
    }
    const until = this.#quietUntil;
    await database.write((writer) => putOff(writer, id, until));
  }

  async #alert({ id }: PushTarget, { status, reason }: PushResponse): Promise<void> {
    const { database, clock, certificates } = this.#ports;
    const code = reason ?? String(status);
    await certificates.raiseAlert(code);
    const until = clock.now() + backOff.longest;
    await database.write((writer) => putOff(writer, id, until));
  }
}
