/**
 * One command at a time on one Mac. The lock is an exclusive transaction on an empty SQLite file: the operating system lets
 * go of it when the process ends, however it ends, so nothing stale can stay behind.
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { MacHomeError } from './home-error.ts';

const pollMilliseconds = 25;

/**
 * Takes the lock, waiting for another command to finish. Returns what lets go of it.
 * @throws {MacHomeError} `mac_in_use` when it does not become free within `patience` milliseconds
 */
export async function lockMac(path: string, name: string, patience: number): Promise<() => void> {
  for (let waited = 0; ; waited += pollMilliseconds) {
    const release = tryLock(path);
    if (release) return release;
    if (waited >= patience) {
      throw new MacHomeError('mac_in_use', `Another command is using the Mac "${name}". Try again when it is done.`);
    }
    await pause(pollMilliseconds);
  }
}

function tryLock(path: string): (() => void) | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return () => lock.close();
  } catch {
    lock.close();
    return undefined;
  }
}
