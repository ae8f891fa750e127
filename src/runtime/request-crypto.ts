import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Signer, VerificationKey } from '#protocol/crypto.ts';
import type { UnverifiedJws } from '#protocol/jose/jws.ts';
import { keySigner, nodeCrypto } from './crypto.ts';
import type { ThreadAnswer, ThreadMessage } from './crypto-thread.ts';
import { type CryptoResult, type CryptoWork, doCryptoWork, type Sealing } from './crypto-work.ts';

/** A private key by its id, for {@link RequestCrypto.seal}. The same id is always the same key. */
export interface NamedSigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** How a thread is used. */
export interface ThreadOptions {
  /** Told when it ended by itself. */
  readonly onLost: (error: unknown) => void;
  /** What it runs; tests have others. */
  readonly program?: URL;
}

const usualProgram = new URL('crypto-thread.ts', import.meta.url);

interface Waiting {
  readonly work: CryptoWork;
  readonly resolve: (result: CryptoResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Pieces of work that are done here before a thread is started: whoever has so little needs none. */
const worthAThread = 16;
/** So much is handed over at once: waking the thread costs half a verification, so one piece alone is done here. */
const worthAMessage = 2;
/** With so much on its way the thread is the slower one, and what comes next is done here. */
const mostUnderWay = 32;

/**
 * The cryptography of requests: on the event loop, or, where there is a second core, in a thread beside it, which has no
 * say and no memory of requests. Work is handed over in batches, and done here while the thread starts, when too little
 * comes together, when it fell behind, and for good should it ever fail.
 */
export class RequestCrypto {
  readonly #signers = new Map<string, Signer>();
  readonly #keys: NamedSigningKey[] = [];
  readonly #options: Partial<ThreadOptions>;
  #thread: Worker | undefined;
  #mayStart: boolean;
  #pieces = 0;
  #isReady = false;
  #isScheduled = false;
  #queue: Waiting[] = [];
  #underWay: Waiting[] = [];

  /** @param thread undefined for none */
  constructor(thread?: ThreadOptions) {
    this.#options = thread ?? {};
    this.#mayStart = thread !== undefined;
  }

  /** Whether the thread is at work. */
  get isBeside(): boolean {
    return this.#isReady;
  }

  /**
   * A P-256 public key (X9.63) that knows already whether it made this JWS. About any other it is asked as usual.
   * @throws {KeyError} `malformed_key`, `point_not_on_curve`
   */
  async verified(point: Uint8Array, { alg, signingInput, signature }: UnverifiedJws): Promise<VerificationKey> {
    if (!this.#mayStart) return nodeCrypto.p256(point);
    const isGood = await this.#run({ kind: 'verification', point, alg, data: signingInput, signature });
    return {
      type: { kty: 'EC', crv: 'P-256' },
      verify: (otherAlg, data, other) =>
        otherAlg === alg && data === signingInput && other === signature
          ? isGood === true
          : nodeCrypto.p256(point).verify(otherAlg, data, other),
    };
  }

  /** The compact JWE of a response; `key` is what its token is to be signed with. */
  async seal(sealing: Omit<Sealing, 'kind'>, key?: NamedSigningKey): Promise<string> {
    if (key && !this.#signers.has(key.keyId)) this.#learn(key);
    return String(await this.#run({ kind: 'sealing', ...sealing }));
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#stopUsing();
    await thread?.terminate();
  }

  #learn(key: NamedSigningKey): void {
    this.#signers.set(key.keyId, keySigner(key.privateKey));
    this.#keys.push({ keyId: key.keyId, privateKey: key.privateKey });
    this.#tell(...this.#keys.slice(-1));
  }

  #start(): void {
    const thread = new Worker(this.#options.program ?? usualProgram);
    thread.on('message', (answer: ThreadAnswer) => this.#hear(answer));
    thread.on('error', (error) => this.#lose(error));
    thread.on('exit', (code) => this.#lose(new Error(`The thread ended with exit code ${code}.`)));
    thread.unref();
    this.#thread = thread;
    this.#tell(...this.#keys);
  }

  #tell(...messages: readonly ThreadMessage[]): void {
    for (const message of messages) this.#thread?.postMessage(message);
  }

  #run(work: CryptoWork): Promise<CryptoResult> {
    this.#pieces += 1;
    if (this.#mayStart && this.#thread === undefined && this.#pieces > worthAThread) this.#start();
    return new Promise((resolve, reject) => {
      const waiting = { work, resolve, reject };
      if (!this.#isReady || this.#underWay.length >= mostUnderWay) this.#doHere([waiting]);
      else this.#enqueue(waiting);
    });
  }

  /** A full batch goes at once, so that the thread works while this turn of the loop goes on; a small one at its end. */
  #enqueue(waiting: Waiting): void {
    this.#queue.push(waiting);
    if (this.#queue.length >= worthAMessage) this.#handOver();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#endTurn();
      });
    }
  }

  #endTurn(): void {
    if (this.#queue.length === 0) return;
    if (this.#underWay.length > 0) this.#handOver();
    else this.#doHere(this.#queue.splice(0));
  }

  #handOver(): void {
    const batch = this.#queue.splice(0);
    this.#underWay.push(...batch);
    this.#tell({ work: batch.map(({ work }) => work) });
  }

  #hear(answer: ThreadAnswer): void {
    if (answer === 'ready') {
      this.#isReady = this.#thread !== undefined;
      return;
    }
    for (const [index, waiting] of this.#underWay.splice(0, answer.length).entries()) {
      const result = answer[index];
      // What failed there fails here in the same way, with the error as it was thrown.
      if (result === undefined) this.#doHere([waiting]);
      else waiting.resolve(result);
    }
  }

  #doHere(batch: readonly Waiting[]): void {
    for (const { work, resolve, reject } of batch) {
      try {
        resolve(doCryptoWork(work, this.#signers));
      } catch (error) {
        reject(error);
      }
    }
  }

  #lose(error: unknown): void {
    const wasInUse = this.#mayStart;
    this.#stopUsing();
    if (wasInUse) this.#options.onLost?.(error);
  }

  #stopUsing(): void {
    this.#mayStart = false;
    this.#thread = undefined;
    this.#isReady = false;
    this.#doHere([...this.#underWay.splice(0), ...this.#queue.splice(0)]);
  }
}
