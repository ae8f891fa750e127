/** The table of issued identities. */
import type { RevocationReason } from '#protocol/x509/revocation-list.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Reader } from '#server/store/database.ts';
import type { IdentityPage, IdentityQuery, IssuanceProtocol, IssuedIdentity } from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';

const day = 86_400_000;

/** A place in the list that the list never gave out. */
export class IdentityListError extends Error {
  override readonly name = 'IdentityListError';
  readonly code = 'malformed_cursor';

  constructor() {
    super('The place to go on from is none that a list gave out.');
  }
}

/** A row: `serial` and `fingerprint` are the certificate's, hexadecimal; `serial_number` is the Mac's. */
export interface IdentityRow {
  readonly serial: string;
  readonly fingerprint: string;
  readonly enrollment_id: string;
  readonly serial_number: string;
  readonly udid: string | null;
  readonly protocol: IssuanceProtocol;
  /** 1: the means to it came to the Mac as a command. */
  readonly is_renewal: number;
  readonly request_hash: Uint8Array;
  readonly certificate: Uint8Array;
  readonly issued_at: number;
  readonly not_after: number;
  readonly revoked_at: number | null;
  readonly revocation_reason: RevocationReason | null;
  /** By which it was got, if that was one bound to no Mac. */
  readonly manual_challenge: string | null;
  /** When such an identity was bound to a Mac. */
  readonly bound_at: number | null;
}

/** The row without what is large or internal. */
export type IdentityFacts = Omit<IdentityRow, 'certificate' | 'request_hash'>;

const facts = `serial, fingerprint, enrollment_id, serial_number, udid, protocol, is_renewal, issued_at, not_after,
  revoked_at, revocation_reason, manual_challenge, bound_at`;

/** Writes a new identity down with its event; when the same request got one before, gives that one. */
export async function insertIdentity(
  { database, clock }: Pick<DeviceIdentityPorts, 'database' | 'clock'>,
  row: IdentityRow,
  event: AuditEvent,
): Promise<{ readonly row: IdentityRow; readonly isNew: boolean }> {
  return database.write(async (writer) => {
    const inserted = await writer.run(
      `INSERT INTO device_identity (serial, fingerprint, enrollment_id, serial_number, udid, protocol, is_renewal,
       request_hash, certificate, issued_at, not_after, manual_challenge, bound_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_hash) DO NOTHING`,
      row.serial,
      row.fingerprint,
      row.enrollment_id,
      row.serial_number,
      row.udid,
      row.protocol,
      row.is_renewal,
      row.request_hash,
      row.certificate,
      row.issued_at,
      row.not_after,
      row.manual_challenge,
      row.bound_at,
    );
    if (inserted > 0) {
      appendAudit(writer, clock.now(), [event]);
      return { row, isNew: true };
    }
    const earlier = await writer.get<IdentityRow>(
      `SELECT ${facts}, request_hash, certificate FROM device_identity WHERE request_hash = ?`,
      row.request_hash,
    );
    if (!earlier) throw new Error('An identity that was in the way is gone.');
    return { row: earlier, isNew: false };
  });
}

/** By which manual challenge an identity came, and when it was bound. */
export type ManualOrigin = Pick<IdentityRow, 'manual_challenge' | 'bound_at'>;

/** Of the newest identity of an enrollment. */
export async function findManualOrigin(reader: Reader, enrollmentId: string): Promise<ManualOrigin | undefined> {
  return reader.get<ManualOrigin>(
    'SELECT manual_challenge, bound_at FROM device_identity WHERE enrollment_id = ? ORDER BY issued_at DESC LIMIT 1',
    enrollmentId,
  );
}

/** The certificate by its fingerprint. */
export async function findByFingerprint(reader: Reader, fingerprint: string): Promise<IdentityFacts | undefined> {
  return reader.get<IdentityFacts>(`SELECT ${facts} FROM device_identity WHERE fingerprint = ?`, fingerprint);
}

/** A whole certificate, DER, by its serial number. */
export async function certificateOf(reader: Reader, serial: string): Promise<Uint8Array | undefined> {
  const row = await reader.get<Pick<IdentityRow, 'certificate'>>(
    'SELECT certificate FROM device_identity WHERE serial = ?',
    serial,
  );
  return row?.certificate;
}

/** A whole certificate, DER, by the request that it answered; undefined also when it was revoked. */
export async function certificateOfRequest(reader: Reader, requestHash: Uint8Array): Promise<Uint8Array | undefined> {
  const row = await reader.get<Pick<IdentityRow, 'certificate'>>(
    'SELECT certificate FROM device_identity WHERE request_hash = ? AND revoked_at IS NULL',
    requestHash,
  );
  return row?.certificate;
}

/** What has been revoked and would still be good otherwise. */
export async function listRevoked(reader: Reader, now: number): Promise<readonly IdentityFacts[]> {
  return reader.all<IdentityFacts>(
    `SELECT ${facts} FROM device_identity WHERE revoked_at IS NOT NULL AND not_after > ? ORDER BY serial`,
    now,
  );
}

/**
 * A page, the newest first. `after` is `<issued_at>.<serial>`.
 * @throws {IdentityListError} `malformed_cursor`
 */
export async function listIdentities(reader: Reader, query: IdentityQuery, now: number): Promise<IdentityPage> {
  const [at, serial] = cursorOf(query.after);
  const pattern = `${(query.search ?? '').toUpperCase().replaceAll(/[^A-Z0-9-]/g, '')}%`;
  const until = query.expiringWithinDays === undefined ? undefined : now + query.expiringWithinDays * day;
  const rows = await reader.all<IdentityFacts>(
    until === undefined ? all : expiring,
    pattern,
    at,
    serial,
    ...(until === undefined ? [] : [until]),
    query.limit + 1,
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(issuedOf),
    next: rows.length > query.limit && last ? `${last.issued_at}.${last.serial}` : undefined,
  };
}

const matching = `SELECT ${facts} FROM device_identity i WHERE UPPER(serial_number) LIKE ?
  AND (issued_at, serial) < (?, ?)`;
const inOrder = 'ORDER BY issued_at DESC, serial DESC LIMIT ?';
const all = `${matching} ${inOrder}`;
const expiring = `${matching} AND not_after <= ? AND revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM device_identity n
  WHERE n.enrollment_id = i.enrollment_id AND n.issued_at > i.issued_at AND n.revoked_at IS NULL) ${inOrder}`;

function cursorOf(after: string | undefined): readonly [number, string] {
  if (after === undefined) return [Number.MAX_SAFE_INTEGER, ''];
  const [, at, serial] = /^(\d{1,15})\.([0-9a-f]{1,40})$/.exec(after) ?? [];
  if (at === undefined || serial === undefined) throw new IdentityListError();
  return [Number(at), serial];
}

function issuedOf(row: IdentityFacts): IssuedIdentity {
  return {
    certificateSerial: row.serial,
    fingerprint: row.fingerprint,
    enrollmentId: row.enrollment_id,
    serialNumber: row.serial_number,
    udid: row.udid ?? undefined,
    protocol: row.protocol,
    issuedAt: row.issued_at,
    notAfter: row.not_after,
    revokedAt: row.revoked_at ?? undefined,
    revocationReason: row.revocation_reason ?? undefined,
  };
}
