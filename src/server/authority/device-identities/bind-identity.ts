/**
 * Identities of manual challenges belong to no Mac until one uses them. The first Authenticate binds: from then on they are
 * like any other, and never another Mac's.
 */
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { BindOutcome, IdentityBinding } from './device-identities.ts';
import { findByFingerprint } from './identity-store.ts';
import { countMac, whyClosed } from './manual-challenges.ts';

/**
 * Binds an identity inside the unit of writing of whatever depends on it. What a client says of itself is believed only
 * where it harms nobody: a UDID or serial number for which another identity counts is refused.
 */
export async function bindIdentity(writer: Writer, binding: IdentityBinding, now: number): Promise<BindOutcome> {
  const { fingerprint, enrollmentId, serialNumber } = binding;
  for (const name of [...new Set([enrollmentId, serialNumber])].toSorted()) await awaitTurn(writer, name, now);
  const row = await findByFingerprint(writer, fingerprint);
  if (!row) return { kind: 'bound-elsewhere' };
  if (row.manual_challenge === null || row.bound_at !== null) {
    return { kind: row.enrollment_id === enrollmentId ? 'bound' : 'bound-elsewhere' };
  }
  const replaceable = await binding.replaceable();
  const rival = await findRival(writer, binding, replaceable, now);
  if (rival !== undefined) return { kind: 'taken', by: rival };
  const replaced = replaceable === undefined ? undefined : await findByFingerprint(writer, replaceable);
  const code = await admit(writer, row.manual_challenge, replaced?.manual_challenge, now);
  if (code !== undefined) return { kind: 'refused', code };
  if (!(await storeBinding(writer, binding, now))) return { kind: 'bound-elsewhere' };
  if (replaceable !== undefined) await supersede(writer, replaceable, now);
  const detail = { certificate: row.serial, enrollmentId, serialNumber, challenge: row.manual_challenge };
  appendAudit(writer, now, [{ type: 'authority.identity.bound', outcome: 'changed', actor: 'system', detail }]);
  return { kind: 'bound' };
}

// A Mac that begins again with the same profile is not counted twice.
function admit(writer: Writer, challenge: string, before: string | null | undefined, now: number) {
  return before === challenge ? whyClosed(writer, challenge, now) : countMac(writer, challenge, now);
}

// The row stays locked until the unit is committed, so that who comes second sees what the first has bound.
async function awaitTurn(writer: Writer, name: string, now: number): Promise<void> {
  const text = `INSERT INTO device_bound_name (name, bound_at) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET bound_at = excluded.bound_at`;
  await writer.run(text, name, now);
}

async function findRival(
  writer: Writer,
  { enrollmentId, serialNumber }: IdentityBinding,
  replaceable: string | undefined,
  now: number,
): Promise<string | undefined> {
  const row = await writer.get<{ serial: string }>(
    `SELECT serial FROM device_identity WHERE (enrollment_id = ? OR serial_number = ?) AND revoked_at IS NULL
      AND not_after > ? AND NOT (manual_challenge IS NOT NULL AND fingerprint = ?) LIMIT 1`,
    enrollmentId,
    serialNumber,
    now,
    replaceable ?? '',
  );
  return row?.serial;
}

async function storeBinding(writer: Writer, binding: IdentityBinding, now: number): Promise<boolean> {
  const { fingerprint, enrollmentId, serialNumber } = binding;
  const bound = await writer.run(
    `UPDATE device_identity SET enrollment_id = ?, udid = ?, serial_number = ?, bound_at = ?
      WHERE fingerprint = ? AND bound_at IS NULL`,
    enrollmentId,
    enrollmentId,
    serialNumber,
    now,
    fingerprint,
  );
  return bound === 1;
}

// What has lost its place would stand in the way of the next one.
async function supersede(writer: Writer, fingerprint: string, now: number): Promise<void> {
  const revoked = await writer.all<RevokedRow>(
    `UPDATE device_identity SET revoked_at = ?, revocation_reason = ?
      WHERE fingerprint = ? AND manual_challenge IS NOT NULL AND revoked_at IS NULL RETURNING serial, serial_number`,
    now,
    'superseded',
    fingerprint,
  );
  recordRevoked(writer, revoked, now);
}

/** Revokes what was claimed of a Mac that has come with an identity of its own. */
export async function endClaims(
  writer: Writer,
  { enrollmentId, serialNumber }: Pick<IdentityBinding, 'enrollmentId' | 'serialNumber'>,
  now: number,
): Promise<void> {
  const revoked = await writer.all<RevokedRow>(
    `UPDATE device_identity SET revoked_at = ?, revocation_reason = ? WHERE (enrollment_id = ? OR serial_number = ?)
      AND manual_challenge IS NOT NULL AND revoked_at IS NULL RETURNING serial, serial_number`,
    now,
    'superseded',
    enrollmentId,
    serialNumber,
  );
  recordRevoked(writer, revoked, now);
}

interface RevokedRow {
  readonly serial: string;
  readonly serial_number: string;
}

function recordRevoked(writer: Writer, revoked: readonly RevokedRow[], now: number): void {
  for (const { serial, serial_number: serialNumber } of revoked) {
    const event = {
      type: 'authority.identity.revoked',
      outcome: 'changed',
      code: 'superseded',
      actor: 'system',
    } as const;
    appendAudit(writer, now, [{ ...event, detail: { certificate: serial, serialNumber } }]);
  }
}
