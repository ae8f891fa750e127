/** Sealing anew what stands sealed in a table with one row a person. */
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';

/** A table with the columns `user_id` and `sealed`, by fixed texts. */
export interface SealedRows {
  /** Takes the id to go on after, and the most rows. */
  readonly walk: string;
  /** Takes the new value, the id, and the value that it replaces. */
  readonly replace: string;
  readonly contextOf: (userId: string) => string;
}

const rowsPerUnit = 200;

/** Seals every row under the newest master key. Returns how many were sealed again. */
export async function resealRows(database: Database, sealer: Sealer, rows: SealedRows): Promise<number> {
  let resealed = 0;
  let after: string | undefined = '';
  while (after !== undefined) {
    const from: string = after;
    const step = await database.write((writer) => resealSome(writer, sealer, rows, from));
    resealed += step.changed;
    after = step.last;
  }
  return resealed;
}

async function resealSome(writer: Writer, sealer: Sealer, { walk, replace, contextOf }: SealedRows, after: string) {
  const rows = await writer.all<{ readonly user_id: string; readonly sealed: Uint8Array }>(walk, after, rowsPerUnit);
  let changed = 0;
  for (const { user_id: userId, sealed } of rows) {
    if (sealer.isCurrent(sealed)) continue;
    const anew = sealer.seal(sealer.open(sealed, contextOf(userId)), contextOf(userId));
    changed += await writer.run(replace, anew, userId, sealed);
  }
  return { changed, last: rows.length < rowsPerUnit ? undefined : rows.at(-1)?.user_id };
}
