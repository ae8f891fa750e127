/** The program of a hashing thread: one task a message, one answer each. It gives way to every other thread. */
import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, type Options, verifySync } from '@node-rs/argon2';

/** Hashes a password, or checks one against a PHC string. */
export type HashingTask =
  | { readonly kind: 'hash'; readonly password: string; readonly options: Options }
  | { readonly kind: 'verify'; readonly password: string; readonly stored: string };

/** What came of a task. */
export type HashingAnswer =
  | { readonly kind: 'done'; readonly result: string | boolean }
  | { readonly kind: 'failed'; readonly message: string };

/** Five steps below the event loop: a third of its weight where both want one core, and all of a core that is free. */
const niceness = 5;

function giveWay(): void {
  // Linux has a priority for each thread, by its number: /proc/thread-self -> 4711/task/4715.
  const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  setPriority(thread, Math.min(getPriority() + niceness, constants.priority.PRIORITY_LOW));
}

function answer(task: HashingTask): HashingAnswer {
  try {
    const { password } = task;
    const result = task.kind === 'hash' ? hashSync(password, task.options) : verifySync(task.stored, password);
    return { kind: 'done', result };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

giveWay();
parentPort?.on('message', (task: HashingTask) => parentPort?.postMessage(answer(task), []));
