/** What falls due now and then: old results of commands go, and secrets are sealed anew after the master key changed. */
import type { Clock } from '#runtime/clock.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';
import { tokenContext } from './check-in/bootstrap-token.ts';
import { setContext } from './declarative/declaration-sets.ts';
import { commandContext, resultContext } from './queue.ts';

/** Rows that one unit removes at most, so that Macs do not wait behind a large clean-up. */
const rowsPerUnit = 500;
/** Rows that one unit seals again. */
const sealedPerUnit = 100;

/** Removes results that ended longer ago than `life` seconds. Returns how many. */
export async function pruneResults(database: Database, clock: Clock, life: number): Promise<number> {
  const before = clock.now() - life * 1000;
  const anyone = await database.get('SELECT uuid FROM mdm_command_result WHERE finished_at <= ? LIMIT 1', before);
  if (anyone === undefined) return 0;
  let removed = 0;
  for (;;) {
    const changed = await database.write((writer) =>
      writer.run(
        `DELETE FROM mdm_command_result WHERE (enrollment_id, uuid) IN (SELECT enrollment_id, uuid FROM mdm_command_result
          WHERE finished_at <= ? LIMIT ?)`,
        before,
        rowsPerUnit,
      ),
    );
    removed += changed;
    if (changed < rowsPerUnit) return removed;
  }
}

interface SealedRow {
  readonly enrollment_id: string;
  readonly uuid: string;
  readonly sealed: Uint8Array;
}

const commands = {
  list: `SELECT enrollment_id, uuid, command AS sealed FROM mdm_command WHERE (enrollment_id, uuid) > (?, ?)
    ORDER BY enrollment_id, uuid LIMIT ?`,
  store: 'UPDATE mdm_command SET command = ? WHERE enrollment_id = ? AND uuid = ?',
  context: commandContext,
} as const;

const results = {
  list: `SELECT enrollment_id, uuid, result AS sealed FROM mdm_command_result WHERE (enrollment_id, uuid) > (?, ?)
    AND result IS NOT NULL ORDER BY enrollment_id, uuid LIMIT ?`,
  store: 'UPDATE mdm_command_result SET result = ? WHERE enrollment_id = ? AND uuid = ?',
  context: resultContext,
} as const;

const bootstrapTokens = {
  list: `SELECT id AS enrollment_id, id AS uuid, bootstrap_token AS sealed FROM mdm_enrollment WHERE (id, id) > (?, ?)
    AND bootstrap_token IS NOT NULL ORDER BY id LIMIT ?`,
  store: 'UPDATE mdm_enrollment SET bootstrap_token = ? WHERE id = ? AND id = ?',
  context: (enrollmentId: string) => tokenContext(enrollmentId),
} as const;

const declarationSets = {
  list: `SELECT enrollment_id, enrollment_id AS uuid, declarations AS sealed FROM mdm_declaration_set
    WHERE (enrollment_id, enrollment_id) > (?, ?) ORDER BY enrollment_id LIMIT ?`,
  store: 'UPDATE mdm_declaration_set SET declarations = ? WHERE enrollment_id = ? AND enrollment_id = ?',
  context: (enrollmentId: string) => setContext(enrollmentId),
} as const;

const advertisedSets = {
  ...declarationSets,
  list: `SELECT enrollment_id, enrollment_id AS uuid, advertised AS sealed FROM mdm_declaration_set
    WHERE (enrollment_id, enrollment_id) > (?, ?) AND advertised IS NOT NULL ORDER BY enrollment_id LIMIT ?`,
  store: 'UPDATE mdm_declaration_set SET advertised = ? WHERE enrollment_id = ? AND enrollment_id = ?',
} as const;

const sealedTables = [commands, results, bootstrapTokens, declarationSets, advertisedSets];

/** Seals every command, result, bootstrap token and set of declarations under the newest master key. Returns how many were sealed again. */
export async function resealRows(database: Database, sealer: Sealer): Promise<number> {
  let resealed = 0;
  for (const table of sealedTables) {
    let from: readonly [string, string] | undefined = ['', ''];
    while (from !== undefined) {
      const start: readonly [string, string] = from;
      const step = await database.write((writer) => resealStep(writer, sealer, table, start));
      resealed += step.changed;
      from = step.last;
    }
  }
  return resealed;
}

async function resealStep(
  writer: Writer,
  sealer: Sealer,
  table: (typeof sealedTables)[number],
  from: readonly [string, string],
) {
  const rows = await writer.all<SealedRow>(table.list, ...from, sealedPerUnit);
  let changed = 0;
  for (const { enrollment_id: enrollmentId, uuid, sealed } of rows) {
    if (sealer.isCurrent(sealed)) continue;
    const context = table.context(enrollmentId, uuid);
    changed += await writer.run(table.store, sealer.seal(sealer.open(sealed, context), context), enrollmentId, uuid);
  }
  const last = rows.length < sealedPerUnit ? undefined : rows.at(-1);
  return { changed, last: last && ([last.enrollment_id, last.uuid] as const) };
}
