/**
 * When commands were handed to a Mac that was idle: gathered in memory and written now and then, so that handing one out
 * is a read. Mostly the report is there before the mark is written, and takes it along. What a crash loses is a mark: the
 * command is still open, and is sent again. Where another node takes the report, the record of the command says no time.
 */
import type { Database } from '#server/store/database.ts';
import { markSent } from './stores/commands.ts';

/** Writes are spread over units of this many rows, so that Macs wait behind none of them for long. */
const rowsPerUnit = 50;

interface Mark {
  readonly enrollmentId: string;
  readonly id: string;
  readonly at: number;
}

/** Gathers marks. */
export class SentMarks {
  readonly #database: Database;
  #marks = new Map<string, Mark>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes that a command went out, at milliseconds since 1970. */
  note(mark: Mark): void {
    this.#marks.set(nameOf(mark.enrollmentId, mark.id), mark);
  }

  /** When a command went out, if the store does not say so yet. */
  sentAt(enrollmentId: string, id: string): number | undefined {
    return this.#marks.get(nameOf(enrollmentId, id))?.at;
  }

  /** The command is no longer open: its mark needs no writing. */
  forget(enrollmentId: string, id: string): void {
    this.#marks.delete(nameOf(enrollmentId, id));
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const marks = [...this.#marks.values()];
    this.#marks = new Map();
    for (let start = 0; start < marks.length; start += rowsPerUnit) {
      await this.#database.write(async (writer) => {
        for (const { enrollmentId, id, at } of marks.slice(start, start + rowsPerUnit)) {
          await markSent(writer, enrollmentId, id, at);
        }
      });
    }
  }
}

function nameOf(enrollmentId: string, id: string): string {
  return `${enrollmentId} ${id}`;
}
