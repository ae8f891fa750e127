/** Where argon2id is worked out. */
import { hash, type Options, verify } from '@node-rs/argon2';
import { Worker } from 'node:worker_threads';
import type { HashingAnswer, HashingTask } from './hashing-thread.ts';

/** argon2id to and from PHC strings, off the event loop. The caller bounds how much is asked for at once. */
export interface Hashing {
  hash(password: string, options: Options): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
  /** Ends threads of its own. */
  close(): Promise<void>;
}

/** In Node's thread pool, whose threads have the event loop's priority. */
export const poolHashing: Hashing = {
  hash: (password, options) => hash(password, options),
  verify: (stored, password) => verify(stored, password),
  close: () => Promise.resolve(),
};

interface Thread {
  readonly worker: Worker;
  /** Ends it unless there is work before. */
  retirement: NodeJS.Timeout | undefined;
}

/** How long a thread waits for more work, in milliseconds; each keeps about 30 MB. */
const usualPatience = 30_000;

/**
 * In threads of its own, started as they are needed, that give way to the event loop: who unlocks a Mac does not wait for
 * those who type passwords. Linux only, which alone has a priority for each thread.
 */
export class LowPriorityHashing implements Hashing {
  readonly #patience: number;
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();

  constructor(patience = usualPatience) {
    this.#patience = patience;
  }

  /** Threads there are now. */
  get threads(): number {
    return this.#all.size;
  }

  async hash(password: string, options: Options): Promise<string> {
    return String(await this.#run({ kind: 'hash', password, options }));
  }

  async verify(stored: string, password: string): Promise<boolean> {
    return (await this.#run({ kind: 'verify', stored, password })) === true;
  }

  async close(): Promise<void> {
    const all = [...this.#all];
    for (const { retirement } of all) clearTimeout(retirement);
    await Promise.all(all.map(({ worker }) => worker.terminate()));
  }

  #run(task: HashingTask): Promise<string | boolean> {
    const thread = this.#idle.pop() ?? this.#start();
    const { worker } = thread;
    clearTimeout(thread.retirement);
    worker.ref();
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('The hashing thread ended.'));
      worker.once('exit', onExit);
      worker.once('message', (answer: HashingAnswer) => {
        worker.off('exit', onExit).unref();
        this.#rest(thread);
        if (answer.kind === 'done') resolve(answer.result);
        else reject(new Error(answer.message));
      });
      worker.postMessage(task, []);
    });
  }

  #rest(thread: Thread): void {
    this.#idle.push(thread);
    thread.retirement = setTimeout(() => {
      this.#forget(thread);
      void thread.worker.terminate();
    }, this.#patience).unref();
  }

  #forget(thread: Thread): void {
    const place = this.#idle.indexOf(thread);
    if (place >= 0) this.#idle.splice(place, 1);
    this.#all.delete(thread);
  }

  #start(): Thread {
    const worker = new Worker(new URL('hashing-thread.ts', import.meta.url));
    const thread: Thread = { worker, retirement: undefined };
    this.#all.add(thread);
    // What it died of comes back as the failure of its task.
    worker.on('error', () => undefined);
    worker.once('exit', () => this.#forget(thread));
    return thread;
  }
}
