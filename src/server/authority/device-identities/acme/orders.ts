/**
 * Orders (RFC 8555 section 7.1.3). An order names one identifier, so it has one authorization with one challenge, and one row
 * holds all three.
 */
import { encodeProblem } from '#protocol/acme/problem.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Reader } from '#server/store/database.ts';
import type { IdentitySubject } from '../device-identities.ts';
import { acmeUrls, type AcmeContext } from './context.ts';
import { acmeRefusals, type AcmeRefusalCode } from './refusal.ts';

/** How long an order may take, in milliseconds. */
const orderLife = 24 * 3_600_000;

/** Where an order stands. */
export type OrderStatus = 'pending' | 'ready' | 'valid' | 'invalid';

interface OrderRow {
  readonly id: string;
  readonly account_id: string;
  readonly enrollment_id: string;
  readonly serial_number: string;
  readonly udid: string | null;
  readonly is_renewal: number;
  readonly sealed_identifier: Uint8Array;
  readonly token: string;
  readonly status: OrderStatus;
  readonly error: AcmeRefusalCode | null;
  readonly attested_key: Uint8Array | null;
  readonly validated_at: number | null;
  readonly certificate_serial: string | null;
  readonly expires_at: number;
}

/** An order. */
export interface AcmeOrder {
  readonly id: string;
  readonly subject: IdentitySubject;
  readonly identifier: string;
  readonly token: string;
  readonly status: OrderStatus;
  readonly error: AcmeRefusalCode | undefined;
  /** SubjectPublicKeyInfo, DER. */
  readonly attestedKey: Uint8Array | undefined;
  readonly validatedAt: number | undefined;
  readonly certificateSerial: string | undefined;
  readonly expiresAt: number;
}

/** Writes a new order down and gives its id. */
export async function insertOrder(
  { ports }: AcmeContext,
  accountId: string,
  identifier: string,
  subject: IdentitySubject,
): Promise<string> {
  const id = toBase64url(ports.random.bytes(16));
  const token = toBase64url(ports.random.bytes(32));
  const sealed = ports.sealer.seal(utf8(identifier), sealContext(id));
  const now = ports.clock.now();
  await ports.database.write((writer) =>
    writer.run(
      `INSERT INTO acme_order (id, account_id, enrollment_id, serial_number, udid, is_renewal, sealed_identifier, token,
       status, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      accountId,
      subject.enrollmentId,
      subject.serialNumber,
      subject.udid ?? null,
      subject.isRenewal === true ? 1 : 0,
      sealed,
      token,
      'pending',
      now,
      now + orderLife,
    ),
  );
  return id;
}

const columns = `id, account_id, enrollment_id, serial_number, udid, is_renewal, sealed_identifier, token, status, error,
  attested_key, validated_at, certificate_serial, expires_at`;

/** An account's order. One that did not come to its end in time is invalid. */
export async function findOrder(context: AcmeContext, accountId: string, id: string): Promise<AcmeOrder | undefined> {
  const text = `SELECT ${columns} FROM acme_order WHERE id = ? AND account_id = ?`;
  const row = await context.ports.database.get<OrderRow>(text, id, accountId);
  return row && orderOf(context, row);
}

/** Ids of an account's orders. */
export async function listOrders(reader: Reader, accountId: string): Promise<readonly string[]> {
  const text = 'SELECT id FROM acme_order WHERE account_id = ? ORDER BY id LIMIT 100';
  const rows = await reader.all<Pick<OrderRow, 'id'>>(text, accountId);
  return rows.map(({ id }) => id);
}

/** Whether an account got this certificate. */
export async function ownsCertificate(reader: Reader, accountId: string, serial: string): Promise<boolean> {
  const text = 'SELECT id FROM acme_order WHERE account_id = ? AND certificate_serial = ?';
  return (await reader.get(text, accountId, serial)) !== undefined;
}

/** Moves a pending order on: to ready with the key that was attested. Says whether it was pending. */
export function markReady({ ports }: AcmeContext, id: string, attestedKey: Uint8Array, by: string): Promise<boolean> {
  const now = ports.clock.now();
  return ports.database.write(async (writer) => {
    const text = `UPDATE acme_order SET status = ?, attested_key = ?, attested_by = ?, validated_at = ?
      WHERE id = ? AND status = ?`;
    return (await writer.run(text, 'ready', attestedKey, by, now, id, 'pending')) === 1;
  });
}

/** Ends a pending order with the code of what was wrong. */
export async function markInvalid({ ports }: AcmeContext, id: string, error: AcmeRefusalCode): Promise<void> {
  const text = 'UPDATE acme_order SET status = ?, error = ? WHERE id = ? AND status = ?';
  await ports.database.write((writer) => writer.run(text, 'invalid', error, id, 'pending'));
}

/** Ends a ready order with its certificate. */
export async function markValid({ ports }: AcmeContext, id: string, certificateSerial: string): Promise<void> {
  const text = 'UPDATE acme_order SET status = ?, certificate_serial = ? WHERE id = ? AND status = ?';
  await ports.database.write((writer) => writer.run(text, 'valid', certificateSerial, id, 'ready'));
}

/** The order object of section 7.1.3. */
export function orderObject({ ports }: AcmeContext, order: AcmeOrder): JsonObject {
  const urls = acmeUrls(ports.publicUrl);
  return {
    status: order.status,
    expires: new Date(order.expiresAt).toISOString(),
    identifiers: [identifierOf(order)],
    authorizations: [urls.authorization(order.id)],
    finalize: urls.finalize(order.id),
    ...(order.error === undefined ? {} : { error: problemFor(order.error) }),
    ...(order.certificateSerial === undefined ? {} : { certificate: urls.certificate(order.certificateSerial) }),
  };
}

/** The authorization object of section 7.1.4. */
export function authorizationObject(context: AcmeContext, order: AcmeOrder): JsonObject {
  return {
    identifier: identifierOf(order),
    status: challengeStatus(order),
    expires: new Date(order.expiresAt).toISOString(),
    challenges: [challengeObject(context, order)],
  };
}

/** The challenge object of section 8, of type `device-attest-01`. */
export function challengeObject({ ports }: AcmeContext, order: AcmeOrder): JsonObject {
  const { validatedAt, error } = order;
  return {
    type: 'device-attest-01',
    url: acmeUrls(ports.publicUrl).challenge(order.id),
    status: challengeStatus(order),
    token: order.token,
    ...(validatedAt === undefined ? {} : { validated: new Date(validatedAt).toISOString() }),
    ...(error === undefined ? {} : { error: problemFor(error) }),
  };
}

function challengeStatus({ status }: AcmeOrder): string {
  return status === 'ready' ? 'valid' : status;
}

function identifierOf({ identifier }: AcmeOrder): JsonObject {
  return { type: 'permanent-identifier', value: identifier };
}

function problemFor(code: AcmeRefusalCode): JsonObject {
  const { type, status, detail } = acmeRefusals[code];
  return encodeProblem(type, status, code, detail);
}

function orderOf({ ports }: AcmeContext, row: OrderRow): AcmeOrder {
  const isOver = row.expires_at <= ports.clock.now() && row.status !== 'valid';
  return {
    id: row.id,
    subject: {
      enrollmentId: row.enrollment_id,
      serialNumber: row.serial_number,
      udid: row.udid ?? undefined,
      ...(row.is_renewal === 1 ? { isRenewal: true } : {}),
    },
    identifier: fromUtf8(ports.sealer.open(row.sealed_identifier, sealContext(row.id))) ?? '',
    token: row.token,
    status: isOver ? 'invalid' : row.status,
    error: row.error ?? undefined,
    attestedKey: row.attested_key ?? undefined,
    validatedAt: row.validated_at ?? undefined,
    certificateSerial: row.certificate_serial ?? undefined,
    expiresAt: row.expires_at,
  };
}

function sealContext(id: string): string {
  return `acme_order:${id}`;
}
