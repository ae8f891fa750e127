/** What an administrator should look at: it stays until somebody clears it, or the Mac enrolls anew. */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { macChanged } from '#server/mac-standing/mac-changes.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';
import type { Course } from './course.ts';
import type { SetupPorts } from './setup-ports.ts';

/** What went wrong. */
export type AlertCode =
  | 'setup_released_by_watchdog'
  | 'setup_command_failed'
  | 'setup_application_not_hosted'
  | 'setup_release_refused'
  | 'setup_not_prepared'
  | 'setup_declaration_invalid'
  | 'setup_plan_refused';

/** An alert. Times in milliseconds since 1970. */
export interface SetupAlert {
  readonly id: string;
  readonly serialNumber: string;
  readonly enrollmentId: string;
  readonly code: AlertCode;
  /** One sentence. */
  readonly detail: string;
  readonly raisedAt: number;
}

/** Raises one, with its event. */
export async function raiseAlert(
  { clock, random }: Pick<SetupPorts, 'clock' | 'random'>,
  writer: Writer,
  { serialNumber, enrollmentId }: Pick<Course, 'serialNumber' | 'enrollmentId'>,
  alert: { readonly code: AlertCode; readonly detail: string },
): Promise<void> {
  const now = clock.now();
  const statement =
    'INSERT INTO setup_alert (id, serial_number, enrollment_id, code, detail, raised_at) VALUES (?, ?, ?, ?, ?, ?)';
  const { code, detail } = alert;
  await writer.run(statement, uuidFrom(random.bytes(16)), serialNumber, enrollmentId, code, detail, now);
  macChanged(writer, { serialNumber });
  const event = { type: 'setup.alert.raised', outcome: 'refused', code } as const;
  appendAudit(writer, now, [{ ...event, detail: { serialNumber, enrollmentId, adminDescription: detail } }]);
}

interface Row {
  readonly id: string;
  readonly serial_number: string;
  readonly enrollment_id: string;
  readonly code: AlertCode;
  readonly detail: string;
  readonly raised_at: number;
}

/** Those that nobody cleared, the newest first: of one Mac, or the newest 500 of all. */
export async function openAlerts(reader: Reader, serialNumber?: string): Promise<readonly SetupAlert[]> {
  const start = 'SELECT id, serial_number, enrollment_id, code, detail, raised_at FROM setup_alert WHERE';
  const end = 'cleared_at IS NULL ORDER BY raised_at DESC, id LIMIT 500';
  const rows =
    serialNumber === undefined
      ? await reader.all<Row>(`${start} ${end}`)
      : await reader.all<Row>(`${start} serial_number = ? AND ${end}`, serialNumber);
  return rows.map((row) => ({
    id: row.id,
    serialNumber: row.serial_number,
    enrollmentId: row.enrollment_id,
    code: row.code,
    detail: row.detail,
    raisedAt: row.raised_at,
  }));
}

/** Clears one. */
export function clearAlert(
  database: Database,
  { id, actor, now }: { readonly id: string; readonly actor: string; readonly now: number },
): Promise<{ readonly kind: 'done' | 'not-found' | 'already' }> {
  return database.write(async (writer) => {
    const found = await writer.get<{ serial_number: string; cleared_at: number | null }>(
      'SELECT serial_number, cleared_at FROM setup_alert WHERE id = ?',
      id,
    );
    if (found === undefined) return { kind: 'not-found' };
    const statement = 'UPDATE setup_alert SET cleared_at = ?, cleared_by = ? WHERE id = ? AND cleared_at IS NULL';
    if ((await writer.run(statement, now, actor, id)) === 0) return { kind: 'already' };
    macChanged(writer, { serialNumber: found.serial_number });
    appendAudit(writer, now, [{ type: 'setup.alert.cleared', outcome: 'changed', actor, detail: { alert: id } }]);
    return { kind: 'done' };
  });
}

/** Whether an enrollment has an open alert of this kind. */
export async function isAlertOpen(reader: Reader, enrollmentId: string, code: AlertCode): Promise<boolean> {
  const statement = 'SELECT id FROM setup_alert WHERE enrollment_id = ? AND code = ? AND cleared_at IS NULL';
  return (await reader.get(statement, enrollmentId, code)) !== undefined;
}

/** Takes alerts of a kind back: what they told of is over. */
export async function clearAlertsOf(
  writer: Writer,
  alert: { readonly enrollmentId: string; readonly code: AlertCode; readonly by: string; readonly now: number },
): Promise<void> {
  const statement = `UPDATE setup_alert SET cleared_at = ?, cleared_by = ? WHERE enrollment_id = ? AND code = ?
    AND cleared_at IS NULL RETURNING serial_number`;
  noteCleared(writer, await writer.all<Cleared>(statement, alert.now, alert.by, alert.enrollmentId, alert.code));
}

/** A Mac that enrolls anew begins without the alerts of before. */
export async function forgetAlerts(writer: Writer, enrollmentId: string, now: number): Promise<void> {
  const statement = `UPDATE setup_alert SET cleared_at = ?, cleared_by = ? WHERE enrollment_id = ?
    AND cleared_at IS NULL RETURNING serial_number`;
  noteCleared(writer, await writer.all<Cleared>(statement, now, 'enrolled anew', enrollmentId));
}

interface Cleared {
  readonly serial_number: string;
}

function noteCleared(writer: Writer, cleared: readonly Cleared[]): void {
  for (const { serial_number: serialNumber } of cleared) macChanged(writer, { serialNumber });
}
