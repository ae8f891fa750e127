import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../store-error.ts';

/**
 * SQLite's write-ahead log, flushed from outside. `synchronous=FULL` does the same flush inside COMMIT, where it holds the
 * event loop for as long as the disk takes (a sixth of a login here); this one waits on the thread pool while other
 * requests are served. SQLite runs with `synchronous=NORMAL`, which still flushes the log before a checkpoint and the
 * database after it, so the order of writes on the disk is safe; and the frames of a commit carry checksums, so one that
 * was cut off by a power failure counts as never made.
 */
export class WriteAheadLog {
  readonly #file: number;

  /** @param file of the database, in which a transaction has been begun at least once: then its log exists. */
  constructor(file: string) {
    this.#file = openSync(`${file}-wal`, 'r+');
    flushFolder(dirname(file));
  }

  /** Resolves when every commit so far is on the disk. Throws StoreError `commit_unknown` when the disk refuses. */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#file, (error) => {
        if (error)
          reject(new StoreError('commit_unknown', `The log could not be flushed to the disk: ${error.message}`));
        else resolve();
      });
    });
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Makes the names of new files durable. Windows has no such thing. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
