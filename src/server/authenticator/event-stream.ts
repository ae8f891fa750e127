/**
 * The stream of events of an open app (HTML, "Server-sent events"): one event at each change of what waits for the person. It
 * says only that something changed; what it is, the phone asks with a signature.
 */
import { Readable } from 'node:stream';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { type Authenticator, findAuthenticator } from './authenticators.ts';
import { waitingRequest } from './requests.ts';
import type { Signals } from './signals.ts';

/** How often changes of other nodes are looked for, in milliseconds. */
const lookInterval = 1000;
/** Looks without a change after which a comment keeps the connection alive. */
const quietLooks = 15;
/** Looks after which a stream ends, and the app asks for another ticket. */
const mostLooks = 900;
/** Streams of one phone on one node. */
const mostStreams = 3;

/** Streams of this node. */
export class EventStreams {
  readonly #ports: AuthenticatorPorts;
  readonly #signals: Signals;
  readonly #open = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(ports: AuthenticatorPorts, signals: Signals) {
    this.#ports = ports;
    this.#signals = signals;
  }

  /** Opens a stream; undefined when the phone has too many. */
  open(authenticator: Authenticator): Readable | undefined {
    const { id } = authenticator;
    const open = this.#open.get(id) ?? 0;
    if (open >= mostStreams) return undefined;
    this.#open.set(id, open + 1);
    const own = new AbortController();
    const signal = AbortSignal.any([own.signal, this.#closing.signal]);
    const stream = Readable.from(this.#events(authenticator, signal), { objectMode: false });
    stream.once('close', () => {
      own.abort();
      const left = (this.#open.get(id) ?? 1) - 1;
      if (left === 0) this.#open.delete(id);
      else this.#open.set(id, left);
    });
    return stream;
  }

  /** Ends them all. */
  close(): void {
    this.#closing.abort();
  }

  async *#events({ id, userId }: Authenticator, signal: AbortSignal): AsyncGenerator<Buffer> {
    yield Buffer.from('retry: 1000\n\n');
    let last: string | undefined;
    let quiet = 0;
    for (let looks = 0; looks < mostLooks && !signal.aborted; looks += 1) {
      const state = await this.#stateOf(id, userId);
      if (state === undefined) return;
      quiet = state === last ? quiet + 1 : 0;
      if (state !== last) yield Buffer.from('event: requests\ndata: {}\n\n');
      else if (quiet % quietLooks === 0) yield Buffer.from(': nothing new\n\n');
      last = state;
      await this.#change(userId, signal);
    }
  }

  /** What waits, as a text that changes with it; undefined when the phone may not know any more. */
  async #stateOf(id: string, userId: string): Promise<string | undefined> {
    const { database, directory, clock } = this.#ports;
    const [authenticator, user, request] = await Promise.all([
      findAuthenticator(database, id),
      directory.userById(userId),
      waitingRequest(database, userId, clock.now()),
    ]);
    if (authenticator?.state !== 'active' || user?.state !== 'active') return undefined;
    return request === undefined ? '' : `${request.id} ${request.wrongNumbers}`;
  }

  async #change(userId: string, signal: AbortSignal): Promise<void> {
    let isFirst = true;
    await this.#signals.until(`person:${userId}`, lookInterval, signal, async () => {
      const was = isFirst;
      isFirst = false;
      return was ? undefined : true;
    });
  }
}
