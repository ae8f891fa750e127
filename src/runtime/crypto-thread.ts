/** The program of the thread beside the event loop: a message with some work is answered with one of what came of it. */
import type { KeyObject } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Signer } from '#protocol/crypto.ts';
import { keySigner } from './crypto.ts';
import { type CryptoResult, type CryptoWork, doCryptoWork } from './crypto-work.ts';

/** What the thread is told: a private key it will need, or work, which is answered in order. */
export type ThreadMessage =
  | { readonly keyId: string; readonly privateKey: KeyObject }
  | { readonly work: readonly CryptoWork[] };

/** What it says: that it is there, or the results of one message, undefined for work that failed. */
export type ThreadAnswer = 'ready' | readonly (CryptoResult | undefined)[];

const signers = new Map<string, Signer>();

function attempt(work: CryptoWork): CryptoResult | undefined {
  try {
    return doCryptoWork(work, signers);
  } catch {
    return undefined;
  }
}

function say(answer: ThreadAnswer): void {
  parentPort?.postMessage(answer, []);
}

parentPort?.on('message', (message: ThreadMessage) => {
  if ('work' in message) say(message.work.map(attempt));
  else signers.set(message.keyId, keySigner(message.privateKey));
});
say('ready');
