/**
 * Keeps the summaries of Macs: whoever changes what a Mac's stage is concluded from says so in the same unit, and the row is
 * concluded anew before the commit. So a list never shows what no feature says any more.
 */
import type { SqlValue, Statements, Writer } from '#server/store/database.ts';
import { type MacSummary, mostAtOnce, rulesVersion, summarise } from './mac-facts.ts';
import { macStages } from './mac-state.ts';

/** A Mac, named by what is at hand: its serial number, or what belongs to it. */
export type ChangedMac =
  | { readonly serialNumber: string }
  | { readonly deviceId: string }
  | { readonly enrollmentId: string }
  | { readonly registrationId: string };

/** Has a Mac's summary concluded anew at the end of the unit's batch. */
export function macChanged(writer: Writer, mac: ChangedMac): void {
  writer.atBatchEnd(concludeChanged, mac);
}

/** Notes that a Mac was heard of, which changes nothing else: cheaper than to conclude it anew. */
export async function macSeen(
  writer: Writer,
  mac: { readonly deviceId: string } | { readonly enrollmentId: string },
  at: number,
): Promise<void> {
  const [key, id] =
    'deviceId' in mac ? (['deviceId', mac.deviceId] as const) : (['enrollmentId', mac.enrollmentId] as const);
  await writer.run(
    `UPDATE mac_summary SET last_seen_at = ? WHERE last_seen_at < ? AND serial_number = (${serialNumberOf[key]})`,
    at,
    at,
    id,
  );
}

const serialNumberOf = {
  deviceId: 'SELECT serial_number FROM device WHERE id = ?',
  enrollmentId: `SELECT o.serial_number FROM mdm_enrollment e JOIN mdm_enrollment o ON o.id = e.device_id WHERE e.id = ?`,
  registrationId: `SELECT d.serial_number FROM user_registration r JOIN device d ON d.id = r.device_id WHERE r.id = ?`,
} as const;

async function concludeChanged(statements: Statements, changed: readonly ChangedMac[]): Promise<void> {
  await conclude(statements, await serialNumbers(statements, changed));
}

async function serialNumbers(statements: Statements, changed: readonly ChangedMac[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const asked = new Set<string>();
  for (const mac of changed) {
    if ('serialNumber' in mac) found.add(mac.serialNumber);
    else await find(statements, mac, { found, asked });
  }
  return found;
}

async function find(
  statements: Statements,
  mac: Exclude<ChangedMac, { serialNumber: string }>,
  { found, asked }: { readonly found: Set<string>; readonly asked: Set<string> },
): Promise<void> {
  for (const [kind, id] of Object.entries(mac) as [keyof typeof serialNumberOf, string][]) {
    if (asked.has(`${kind} ${id}`)) continue;
    asked.add(`${kind} ${id}`);
    const row = await statements.get<{ serial_number: string | null }>(serialNumberOf[kind], id);
    if (row?.serial_number) found.add(row.serial_number);
  }
}

/** Concludes the summaries of Macs, in the order of their serial numbers, so that nodes wait for each other in no circle. */
export async function conclude(statements: Statements, serials: Iterable<string>): Promise<void> {
  const sorted = [...new Set(serials)].toSorted();
  for (let start = 0; start < sorted.length; start += mostAtOnce) {
    await concludeSome(statements, sorted.slice(start, start + mostAtOnce));
  }
}

/** The row is written first: who concludes the same Mac on another node waits here, and then sees what this one wrote. */
async function concludeSome(statements: Statements, serials: readonly string[]): Promise<void> {
  for (const serial of serials) {
    await statements.run(
      `INSERT INTO mac_summary (serial_number, name_key, search_text, macos, stage, reason_code, reason, alerts,
        last_seen_at, rules, changes) VALUES (?, '', '', 0, 0, '', '', 0, 0, 0, 1)
        ON CONFLICT (serial_number) DO UPDATE SET changes = mac_summary.changes + 1`,
      serial,
    );
  }
  const concluded = new Map((await summarise(statements, serials)).map((one) => [one.summary.serialNumber, one]));
  for (const serial of serials) {
    const found = concluded.get(serial);
    if (found === undefined) await statements.run('DELETE FROM mac_summary WHERE serial_number = ?', serial);
    else if (!found.isKept) await put(statements, found.summary);
  }
}

async function put(statements: Statements, summary: MacSummary): Promise<void> {
  const { serialNumber, name, model, osVersion, stage, reasonCode, reason, alerts, lastSeenAt } = summary;
  const values: SqlValue[] = [
    name ?? null,
    model ?? null,
    osVersion ?? null,
    foldedName(name),
    [serialNumber, name ?? '', model ?? ''].join('\n').toLowerCase(),
    majorOf(osVersion),
    macStages.indexOf(stage),
    reasonCode,
    reason,
    alerts,
    lastSeenAt,
    rulesVersion,
  ];
  await statements.run(
    `UPDATE mac_summary SET name = ?, model = ?, os_version = ?, name_key = ?, search_text = ?, macos = ?, stage = ?,
      reason_code = ?, reason = ?, alerts = ?, last_seen_at = ?, rules = ? WHERE serial_number = ?`,
    ...values,
    serialNumber,
  );
}

/** Long names are cut where they only order. */
function foldedName(name: string | undefined): string {
  return (name ?? '').toLowerCase().slice(0, 100);
}

function majorOf(osVersion: string | undefined): number {
  const major = Number.parseInt(osVersion ?? '', 10);
  return Number.isSafeInteger(major) && major > 0 ? major : 0;
}
