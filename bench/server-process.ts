/** A server as a child process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serverFlags } from '../bin/toolchain.js';

/** What a server process has used so far. */
export interface ServerFigures {
  readonly rssBytes: number;
  /** User and system time of all its threads. */
  readonly cpuMicroseconds: number;
  /** Time in which the event loop did not wait. */
  readonly loopMilliseconds: number;
}

/** What a server process is asked. */
export type ServerQuestion = 'figures' | { readonly enqueueFor: readonly string[] };

/** A started server. */
export interface ServerProcess {
  /** From the start of the process until it listens. */
  readonly startMilliseconds: number;
  figures(): Promise<ServerFigures>;
  /** Puts a command into the queue of each of these Macs; gives the commands' ids in the same order. */
  enqueue(enrollmentIds: readonly string[]): Promise<readonly string[]>;
  /** Lets it make everything durable and waits for its end. */
  stop(): Promise<void>;
}

/** Starts one. @throws Error when it ends before it listens */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const started = performance.now();
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    env: { ...process.env, ...environment },
    execArgv: [...serverFlags, '--disable-warning=ExperimentalWarning', ...nodeOptions],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await nextMessage(child);
  return {
    startMilliseconds: performance.now() - started,
    figures: async () => {
      child.send('figures' satisfies ServerQuestion);
      return (await nextMessage(child)) as ServerFigures;
    },
    enqueue: async (enrollmentIds) => {
      child.send({ enqueueFor: enrollmentIds } satisfies ServerQuestion);
      return (await nextMessage(child)) as readonly string[];
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const controller = new AbortController();
  const { signal } = controller;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`The server ended with exit code ${String(code)}.`);
    });
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [unknown];
    return message;
  } finally {
    controller.abort();
  }
}
