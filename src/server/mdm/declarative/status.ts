/** What a Mac says of itself: reports tell what changed, so each is merged into what is known. */
import { isJsonObject, type JsonObject, type JsonValue, parseJsonObject } from '#protocol/encoding/json.ts';
import type { StatusReport } from '#protocol/mdm/declarative/status-report.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/**
 * Known items with those of a report. Objects merge member by member. Arrays whose items have an `identifier` merge by it,
 * and an item with `_removed` goes; other arrays and values are replaced.
 */
export function mergeStatus(known: JsonObject, reported: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(known));
  for (const [name, value] of Object.entries(reported)) merged.set(name, mergeValue(merged.get(name), value));
  return Object.fromEntries(merged);
}

function mergeValue(known: JsonValue | undefined, reported: JsonValue): JsonValue {
  if (isJsonObject(reported)) return mergeStatus(isJsonObject(known ?? null) ? (known as JsonObject) : {}, reported);
  if (!Array.isArray(reported)) return reported;
  const items: readonly JsonValue[] = reported;
  if (!items.every((item) => identifierOf(item) !== undefined)) return items;
  const merged = new Map<string, JsonValue>();
  for (const item of Array.isArray(known) ? (known as readonly JsonValue[]) : []) {
    const identifier = identifierOf(item);
    if (identifier !== undefined) merged.set(identifier, item);
  }
  for (const item of items) {
    const identifier = identifierOf(item) ?? '';
    if (isJsonObject(item) && item['_removed'] === true) merged.delete(identifier);
    else merged.set(identifier, item);
  }
  return [...merged.values()];
}

function identifierOf(item: JsonValue): string | undefined {
  const identifier = isJsonObject(item) ? item['identifier'] : undefined;
  return typeof identifier === 'string' ? identifier : undefined;
}

/** Takes a report in. Two statements. @returns all that is known now */
export async function storeStatus(
  writer: Writer,
  enrollmentId: string,
  report: StatusReport,
  now: number,
): Promise<JsonObject> {
  const known = report.FullReport ? {} : ((await findStatus(writer, enrollmentId)) ?? {});
  const status = mergeStatus(known, report.StatusItems);
  await writer.run(
    `INSERT INTO mdm_status (enrollment_id, items, errors, reported_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (enrollment_id) DO UPDATE SET items = excluded.items, errors = excluded.errors,
      reported_at = excluded.reported_at`,
    enrollmentId,
    JSON.stringify(status),
    JSON.stringify(report.Errors),
    now,
  );
  return status;
}

/** What is known of an enrollment. */
export async function findStatus(reader: Reader, enrollmentId: string): Promise<JsonObject | undefined> {
  const row = await reader.get<{ items: string }>('SELECT items FROM mdm_status WHERE enrollment_id = ?', enrollmentId);
  return row && parseJsonObject(row.items);
}
