/**
 * What every feature knows of some Macs, in one statement. The one place that reads beside the features whose tables these
 * are: a list of all Macs, in order and by stage, cannot be had of each of them in turn.
 */
import type { Reader } from '#server/store/database.ts';
import {
  concludeStage,
  countingState,
  type CourseFacts,
  type MacFacts,
  type MacStanding,
  macStages,
  missingPhrases,
  registrationsCountSince,
} from './mac-state.ts';

/** A Mac as lists show it; `undefined` members are unknown. */
export interface MacSummary extends MacStanding {
  readonly serialNumber: string;
  readonly name: string | undefined;
  readonly model: string | undefined;
  readonly osVersion: string | undefined;
  readonly alerts: number;
  /** Milliseconds since 1970; 0 for never. */
  readonly lastSeenAt: number;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** A Mac concluded anew, and whether its row says so already. */
export interface Concluded {
  readonly summary: MacSummary;
  readonly isKept: boolean;
}

interface KeptRow {
  readonly kept_name: string | null;
  readonly kept_model: string | null;
  readonly kept_os: string | null;
  readonly kept_stage: number | null;
  readonly kept_reason: string | null;
  readonly kept_alerts: number | null;
  readonly kept_seen: number | null;
  readonly kept_rules: number | null;
}

type FactsRow = KeptRow & { readonly serial_number: string; readonly alerts: number } & Nullable<{
    ade_facts: string;
    profile_status: NonNullable<MacFacts['assignment']>;
    removed_at: number;
    enrollment_id: string;
    enrollment_state: NonNullable<MacFacts['enrollment']>;
    device_name: string;
    enrollment_model: string;
    model_name: string;
    enrollment_os: string;
    enrollment_seen: number;
    course_state: CourseFacts['state'];
    lane: CourseFacts['lane'];
    begun_at: number;
    tries: number;
    awaited: string;
    is_application_seen: number;
    release_code: NonNullable<CourseFacts['releaseCode']>;
    accounts: string;
    user_channels: number;
    device_id: string;
    device_state: NonNullable<MacFacts['device']>;
    registered_at: number;
    registered_name: string;
    registered_model: string;
    registered_os: string;
    device_seen: number;
  }>;

/** The version of these rules and of those in `mac-state.ts`: one more when they conclude otherwise than before. */
export const rulesVersion = 1;

/** The newest enrollment of a serial number is the one that counts, as it is for a single Mac. */
const joins = `LEFT JOIN ade_device a ON a.serial_number = s.serial_number
  LEFT JOIN mdm_enrollment e ON e.id = (SELECT n.id FROM mdm_enrollment n WHERE n.serial_number = s.serial_number
    ORDER BY n.authenticated_at DESC LIMIT 1)
  LEFT JOIN setup_course c ON c.enrollment_id = e.device_id
  LEFT JOIN device d ON d.serial_number = s.serial_number`;

const columns = `s.serial_number, s.name AS kept_name, s.model AS kept_model, s.os_version AS kept_os, s.stage AS kept_stage,
  s.reason AS kept_reason, s.alerts AS kept_alerts, s.last_seen_at AS kept_seen, s.rules AS kept_rules, a.facts AS ade_facts, a.profile_status, a.removed_at,
  e.id AS enrollment_id, e.state AS enrollment_state, e.device_name, e.model AS enrollment_model, e.model_name,
  e.os_version AS enrollment_os, e.last_seen_at AS enrollment_seen,
  c.state AS course_state, c.lane, c.begun_at, c.tries, c.awaited, c.is_application_seen, c.release_code, c.accounts,
  (SELECT COUNT(*) FROM mdm_enrollment u WHERE u.device_id = e.device_id AND u.user_id IS NOT NULL
    AND u.state = 'enabled') AS user_channels,
  d.id AS device_id, d.state AS device_state, d.registered_at, d.name AS registered_name, d.model AS registered_model,
  d.os_version AS registered_os, d.last_seen_at AS device_seen,
  (SELECT COUNT(*) FROM setup_alert t WHERE t.serial_number = s.serial_number AND t.cleared_at IS NULL) AS alerts`;

const factsOfOne = factsText(1);
const factsOfMany = factsText(50);

/** Most serial numbers that are asked for at once. */
export const mostAtOnce = 50;

function factsText(count: number): string {
  const places = Array.from({ length: count }, () => '?').join(', ');
  return `SELECT ${columns} FROM mac_summary s ${joins} WHERE s.serial_number IN (${places})`;
}

/** Summaries of at most {@link mostAtOnce} Macs that have a row already; none for a Mac that nobody knows any more. */
export async function summarise(reader: Reader, serials: readonly string[]): Promise<readonly Concluded[]> {
  const last = serials.at(-1) ?? '';
  const rows =
    serials.length === 1
      ? await reader.all<FactsRow>(factsOfOne, last)
      : await reader.all<FactsRow>(
          factsOfMany,
          ...Array.from({ length: mostAtOnce }, (_, index) => serials[index] ?? last),
        );
  const known = rows.filter((row) => row.ade_facts !== null || row.enrollment_id !== null || row.device_id !== null);
  return Promise.all(
    known.map(async (row) => {
      const summary = await summaryOf(reader, row);
      return { summary, isKept: isKept(row, summary) };
    }),
  );
}

function isKept(row: KeptRow, { name, model, osVersion, stage, reason, alerts, lastSeenAt }: MacSummary): boolean {
  return (
    row.kept_rules === rulesVersion &&
    row.kept_name === (name ?? null) &&
    row.kept_model === (model ?? null) &&
    row.kept_os === (osVersion ?? null) &&
    row.kept_stage === macStages.indexOf(stage) &&
    row.kept_reason === reason &&
    row.kept_alerts === alerts &&
    row.kept_seen === lastSeenAt
  );
}

async function summaryOf(reader: Reader, row: FactsRow): Promise<MacSummary> {
  const course = courseOf(row);
  const since = registrationsCountSince(course);
  const device =
    row.device_state && countingState({ state: row.device_state, registeredAt: row.registered_at ?? undefined }, since);
  return {
    ...concludeStage({
      assignment: (row.removed_at === null ? row.profile_status : null) ?? undefined,
      enrollment: row.enrollment_state ?? undefined,
      course,
      missing: await missingOf(reader, row),
      device: device ?? undefined,
      people: row.device_id === null ? 0 : await countPeople(reader, row.device_id, since),
      hasUserChannel: (row.user_channels ?? 0) > 0,
    }),
    serialNumber: row.serial_number,
    name: row.device_name ?? row.registered_name ?? undefined,
    model: row.model_name ?? row.enrollment_model ?? row.registered_model ?? modelAtApple(row.ade_facts),
    osVersion: row.enrollment_os ?? row.registered_os ?? undefined,
    alerts: row.alerts,
    lastSeenAt: Math.max(row.enrollment_seen ?? 0, row.device_seen ?? 0),
  };
}

function courseOf(row: FactsRow): (CourseFacts & { readonly begunAt: number }) | undefined {
  if (row.course_state === null || row.lane === null) return undefined;
  return {
    state: row.course_state,
    lane: row.lane,
    begunAt: row.begun_at ?? 0,
    tries: row.tries ?? 0,
    releaseCode: row.release_code ?? undefined,
    accounts: row.accounts === null ? undefined : (JSON.parse(row.accounts) as string[]),
  };
}

async function missingOf(reader: Reader, row: FactsRow): Promise<readonly string[]> {
  if (row.course_state !== 'installing') return [];
  const open = await reader.all<{ request_type: string }>(
    `SELECT t.request_type FROM setup_step t JOIN mdm_enrollment e ON e.device_id = t.enrollment_id
      WHERE e.id = ? AND t.status = 'open' ORDER BY t.request_type, t.command_id`,
    row.enrollment_id,
  );
  const awaited = JSON.parse(row.awaited ?? '[]') as string[];
  return missingPhrases(
    { awaited, isApplicationSeen: row.is_application_seen === 1 },
    open.map(({ request_type }) => request_type),
  );
}

async function countPeople(reader: Reader, deviceId: string, since: number): Promise<number> {
  const row = await reader.get<{ people: number }>(
    `SELECT COUNT(*) AS people FROM user_registration WHERE device_id = ? AND state = 'active' AND created_at >= ?`,
    deviceId,
    since,
  );
  return row?.people ?? 0;
}

function modelAtApple(facts: string | null): string | undefined {
  if (facts === null) return undefined;
  const { model } = JSON.parse(facts) as { model?: unknown };
  return typeof model === 'string' ? model : undefined;
}
