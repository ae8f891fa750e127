import type { DatabaseSync } from 'node:sqlite';
import { SqliteSession } from './sqlite-session.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** The writing session: a commit is over when it is on the disk. */
export class DurableSession extends SqliteSession {
  readonly #log: WriteAheadLog;

  constructor(connection: DatabaseSync, log: WriteAheadLog) {
    super(connection);
    this.#log = log;
  }

  override async commit(): Promise<void> {
    await super.commit();
    await this.#log.flush();
  }
}
