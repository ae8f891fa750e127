/**
 * Summaries that no change of a fact has made: of Macs from before there were summaries, by rules that have changed since, or
 * of facts that an older node wrote without saying so. A pass at the start, which leaves nothing out; then a slow walk.
 */
import type { Database, Reader } from '#server/store/database.ts';
import { conclude } from './mac-changes.ts';
import { mostAtOnce, rulesVersion, summarise } from './mac-facts.ts';

/** The first pass: every Mac without a summary by these rules. */
export async function concludeMissing(database: Database): Promise<void> {
  for (let serial: string | undefined = ''; serial !== undefined; ) serial = await missingAfter(database, serial);
  await forgetUnknown(database);
}

/** Macs without a summary, a piece of the way; returns where to go on. */
async function missingAfter(database: Database, after: string): Promise<string | undefined> {
  const rows = await serialNumbers(database, after, 2000);
  const serials = rows.filter(({ rules }) => rules !== rulesVersion).map(({ serial_number }) => serial_number);
  for (let start = 0; start < serials.length; start += mostAtOnce) {
    await database.write((writer) => conclude(writer, serials.slice(start, start + mostAtOnce)));
  }
  return rows.at(-1)?.serial_number;
}

/** Summaries of Macs that nobody knows any more. */
async function forgetUnknown(database: Database): Promise<void> {
  const rows = await database.all<{ serial_number: string }>(
    'SELECT serial_number FROM mac_summary WHERE rules < ? LIMIT 1000',
    rulesVersion,
  );
  const serials = rows.map((row) => row.serial_number);
  if (serials.length > 0) await database.write((writer) => conclude(writer, serials));
}

/** Looks at the next Macs after one, and concludes those anew whose summary is not what it should be. Returns the last. */
export async function walk(database: Database, after: string): Promise<string | undefined> {
  const rows = await serialNumbers(database, after, mostAtOnce);
  if (rows.length === 0) return undefined;
  const concluded = await summarise(
    database,
    rows.map((row) => row.serial_number),
  );
  const wrong = concluded.filter(({ isKept }) => !isKept).map(({ summary }) => summary.serialNumber);
  if (wrong.length > 0) await database.write((writer) => conclude(writer, wrong));
  return rows.at(-1)?.serial_number;
}

function serialNumbers(reader: Reader, after: string, limit: number) {
  const of = (table: string) => `SELECT serial_number FROM ${table} WHERE serial_number > ?`;
  return reader.all<{ serial_number: string; rules: number | null }>(
    `SELECT k.serial_number, s.rules FROM (${of('device')} UNION ${of('mdm_enrollment')} UNION ${of('ade_device')}
      ORDER BY serial_number LIMIT ?) k LEFT JOIN mac_summary s ON s.serial_number = k.serial_number
      ORDER BY k.serial_number`,
    after,
    after,
    after,
    limit,
  );
}
