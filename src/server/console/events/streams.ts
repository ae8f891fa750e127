/**
 * Streams of events of open consoles (HTML, "Server-sent events"): they say only that something has changed; what it is, a
 * page asks like anything else. A stream ends with its session, at once when a person was changed.
 */
import { PassThrough, type Readable } from 'node:stream';
import type { ConsoleTopic } from '#api/console.ts';
import { type ChainWatch } from './chain-watch.ts';

/** Looks without news after which a comment keeps the connection alive. */
const quietLooks = 15;
/** Bytes that a browser may leave unread. */
const mostUnread = 64 * 1024;
/** Streams of one node: a browser has one each window. */
const mostStreams = 1000;

/** Streams of this node. */
export class ConsoleStreams {
  readonly #watch: ChainWatch;
  readonly #open = new Set<PassThrough>();

  constructor(watch: ChainWatch) {
    this.#watch = watch;
  }

  /** Opens a stream; undefined when there are too many. @param isAdmitted whether the session still lasts */
  open(isAdmitted: () => Promise<boolean>): Readable | undefined {
    if (this.#open.size >= mostStreams) return undefined;
    const stream = new PassThrough();
    this.#open.add(stream);
    stream.write('retry: 1000\n\nevent: hello\ndata: {}\n\n');
    let quiet = 0;
    const stop = this.#watch.listen((topics) => {
      quiet = topics.length > 0 ? 0 : quiet + 1;
      if (stream.writableLength > mostUnread) stream.destroy();
      else if (topics.length > 0) stream.write(`event: topics\ndata: ${JSON.stringify(topics)}\n\n`);
      else if (quiet % quietLooks === 0) stream.write(': nothing new\n\n');
      if (mayHaveEnded(topics) || quiet % quietLooks === 1) void this.#endUnless(stream, isAdmitted);
    });
    stream.once('close', () => {
      stop();
      this.#open.delete(stream);
    });
    return stream;
  }

  /** Ends them all. */
  close(): void {
    for (const stream of this.#open) stream.end();
  }

  async #endUnless(stream: PassThrough, isAdmitted: () => Promise<boolean>): Promise<void> {
    // A store that is away ends nobody's session.
    if (await isAdmitted().catch(() => true)) return;
    if (stream.writable) stream.end('event: ended\ndata: {}\n\n');
  }
}

function mayHaveEnded(topics: readonly ConsoleTopic[]): boolean {
  return topics.includes('users') || topics.includes('sessions');
}
