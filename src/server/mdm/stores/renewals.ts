/** Renewals of identities at rest: columns of the enrollment. Every function is one statement, or says that it is more. */
import type { Reader, Writer } from '#server/store/database.ts';
import type { EndingIdentities, RenewingMac } from '../management.ts';

/**
 * Notes the identity that an enrolled Mac authenticated with, besides the pinned one. False where there is nothing to
 * renew: the Mac is not enrolled. That it is the pinned one already is a message that came twice.
 */
export async function noteSuccessor(
  writer: Writer,
  enrollmentId: string,
  { fingerprint, endsAt }: { readonly fingerprint: string; readonly endsAt: number },
): Promise<boolean> {
  const changed = await writer.run(
    `UPDATE mdm_enrollment SET successor = CASE WHEN certificate = ? THEN NULL ELSE CAST(? AS TEXT) END,
      successor_ends_at = ? WHERE id = ? AND state = 'enabled'`,
    fingerprint,
    fingerprint,
    endsAt,
    enrollmentId,
  );
  return changed === 1;
}

/** Pins the successor in place of the identity before. False when another message has done so. */
export async function pinSuccessor(
  writer: Writer,
  deviceId: string,
  { fingerprint, renewalDueAt }: { readonly fingerprint: string; readonly renewalDueAt: number },
): Promise<boolean> {
  const changed = await writer.run(
    `UPDATE mdm_enrollment SET certificate = successor, certificate_ends_at = successor_ends_at, successor = NULL,
      successor_ends_at = NULL, renewal_command = NULL, renewal_due_at = ? WHERE id = ? AND successor = ?`,
    renewalDueAt,
    deviceId,
    fingerprint,
  );
  return changed === 1;
}

/** A Mac to be asked. */
export interface DueRenewal extends RenewingMac {
  readonly dueAt: number;
  /** The command of the last request. */
  readonly commandId: string | undefined;
}

interface Row {
  readonly id: string;
  readonly serial_number: string | null;
  readonly product_name: string | null;
  readonly os_version: string | null;
  readonly renewal_due_at: number;
  readonly renewal_command: string | null;
}

/** Macs that are due, the longest waiting first. One that is being set up is left alone until it is done. */
export async function dueRenewals(reader: Reader, now: number, limit: number): Promise<readonly DueRenewal[]> {
  const rows = await reader.all<Row>(
    `SELECT id, serial_number, product_name, os_version, renewal_due_at, renewal_command FROM mdm_enrollment
      WHERE renewal_due_at <= ? AND state = 'enabled' AND awaiting_configuration = 0 ORDER BY renewal_due_at LIMIT ?`,
    now,
    limit,
  );
  return rows.map((row) => ({
    enrollmentId: row.id,
    serialNumber: row.serial_number ?? '',
    productName: row.product_name ?? undefined,
    osVersion: row.os_version ?? undefined,
    dueAt: row.renewal_due_at,
    commandId: row.renewal_command ?? undefined,
  }));
}

/** Makes a Mac due again later. False when another node was quicker. */
export async function postponeRenewal(writer: Writer, { enrollmentId, dueAt }: DueRenewal, at: number) {
  const text = 'UPDATE mdm_enrollment SET renewal_due_at = ? WHERE id = ? AND renewal_due_at = ?';
  return (await writer.run(text, at, enrollmentId, dueAt)) === 1;
}

/** Notes the command that asks. */
export async function noteRenewalCommand(writer: Writer, enrollmentId: string, commandId: string): Promise<void> {
  await writer.run('UPDATE mdm_enrollment SET renewal_command = ? WHERE id = ?', commandId, enrollmentId);
}

/** Macs whose pinned identities end before a time. Two statements. */
export async function endingIdentities(reader: Reader, before: number): Promise<EndingIdentities> {
  const which = "FROM mdm_enrollment WHERE certificate_ends_at <= ? AND state <> 'ended'";
  const counted = await reader.get<{ count: number; first_end: number | null }>(
    `SELECT COUNT(*) AS count, MIN(certificate_ends_at) AS first_end ${which}`,
    before,
  );
  const rows = await reader.all<{ serial_number: string | null }>(
    `SELECT serial_number ${which} ORDER BY certificate_ends_at, id LIMIT 100`,
    before,
  );
  return {
    count: counted?.count ?? 0,
    serialNumbers: rows.map((row) => row.serial_number ?? ''),
    firstEnd: counted?.first_end ?? undefined,
  };
}
