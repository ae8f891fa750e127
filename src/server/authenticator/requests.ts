/** Requests for approval as they are stored. What changes does so by one conditional statement each. */
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** How a request stands. `superseded` and `cancelled` are told as `expired`. */
export type RequestState =
  | 'waiting'
  | 'approved'
  | 'denied'
  | 'not-me'
  | 'expired'
  | 'wrong-number'
  | 'superseded'
  | 'cancelled';

/** A request. Times in milliseconds since 1970. */
export interface ApprovalRequest {
  readonly id: string;
  readonly userId: string;
  /** The sign-in that it belongs to. */
  readonly attempt: string;
  readonly purpose: string;
  readonly target: string;
  readonly macSerialNumber: string | undefined;
  readonly address: string;
  readonly state: RequestState;
  readonly wrongNumbers: number;
  readonly begunAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | undefined;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly attempt: string;
  readonly purpose: string;
  readonly target: string;
  readonly mac_serial_number: string | null;
  readonly address: string;
  readonly sealed: Uint8Array;
  readonly state: RequestState;
  readonly wrong_numbers: number;
  readonly begun_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
}

const columns = `SELECT id, user_id, attempt, purpose, target, mac_serial_number, address, sealed, state, wrong_numbers,
  begun_at, expires_at, ended_at FROM authenticator_request`;

/** Stores a request that waits. The number is sealed. */
export async function putRequest(
  writer: Writer,
  sealer: Sealer,
  request: Omit<ApprovalRequest, 'state' | 'wrongNumbers' | 'endedAt'>,
  number: string,
): Promise<void> {
  await writer.run(
    `INSERT INTO authenticator_request (id, user_id, attempt, purpose, target, mac_serial_number, address, sealed, state,
      wrong_numbers, begun_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)`,
    request.id,
    request.userId,
    request.attempt,
    request.purpose,
    request.target,
    request.macSerialNumber ?? null,
    request.address,
    sealer.seal(utf8(number), contextOf(request.id)),
    request.begunAt,
    request.expiresAt,
  );
}

/** Finds a request. */
export async function findRequest(reader: Reader, id: string): Promise<ApprovalRequest | undefined> {
  const row = await reader.get<Row>(`${columns} WHERE id = ?`, id);
  return row && fromRow(row);
}

/** The number of a request. */
export async function numberOf(reader: Reader, sealer: Sealer, id: string): Promise<string | undefined> {
  const row = await reader.get<Row>(`${columns} WHERE id = ?`, id);
  return row && fromUtf8(sealer.open(row.sealed, contextOf(id)));
}

/** The request that waits for a person, if one does. */
export async function waitingRequest(
  reader: Reader,
  userId: string,
  now: number,
): Promise<ApprovalRequest | undefined> {
  const text = `${columns} WHERE id = (SELECT request_id FROM authenticator_person WHERE user_id = ?)
    AND state = 'waiting' AND expires_at > ?`;
  const row = await reader.get<Row>(text, userId, now);
  return row && fromRow(row);
}

/** Requests whose time is over and that nobody has settled; some of them. */
export async function overdueRequests(reader: Reader, now: number): Promise<readonly ApprovalRequest[]> {
  const text = `${columns} WHERE state = 'waiting' AND expires_at <= ? ORDER BY expires_at LIMIT 100`;
  return (await reader.all<Row>(text, now)).map(fromRow);
}

/** Whether somebody said of this sign-in that it was not theirs. */
export async function wasDisowned(reader: Reader, attempt: string): Promise<boolean> {
  const text = `SELECT id FROM authenticator_request WHERE attempt = ? AND state = 'not-me' LIMIT 1`;
  return (await reader.get(text, attempt)) !== undefined;
}

/** Ends a request that waits; false when it does not wait any more. */
export async function endRequest(
  writer: Writer,
  id: string,
  state: Exclude<RequestState, 'waiting'>,
  endedAt: number,
): Promise<boolean> {
  const text = `UPDATE authenticator_request SET state = ?, ended_at = ? WHERE id = ? AND state = 'waiting'`;
  return (await writer.run(text, state, endedAt, id)) === 1;
}

/** Counts a wrong number. Returns how many there were. */
export async function countWrongNumber(writer: Writer, id: string): Promise<number> {
  const text = `UPDATE authenticator_request SET wrong_numbers = wrong_numbers + 1 WHERE id = ? AND state = 'waiting'
    RETURNING wrong_numbers`;
  return (await writer.get<Pick<Row, 'wrong_numbers'>>(text, id))?.wrong_numbers ?? 0;
}

/** Uses an approval up; false when there is none for this attempt, it is too old, or it was used. */
export async function consumeApproval(
  writer: Writer,
  wish: { readonly id: string; readonly attempt: string; readonly now: number; readonly since: number },
): Promise<boolean> {
  const text = `UPDATE authenticator_request SET consumed_at = ? WHERE id = ? AND attempt = ? AND state = 'approved'
    AND consumed_at IS NULL AND ended_at > ?`;
  return (await writer.run(text, wish.now, wish.id, wish.attempt, wish.since)) === 1;
}

function fromRow(row: Row): ApprovalRequest {
  return {
    id: row.id,
    userId: row.user_id,
    attempt: row.attempt,
    purpose: row.purpose,
    target: row.target,
    macSerialNumber: row.mac_serial_number ?? undefined,
    address: row.address,
    state: row.state,
    wrongNumbers: row.wrong_numbers,
    begunAt: row.begun_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? undefined,
  };
}

function contextOf(id: string): string {
  return `authenticator_request:${id}`;
}
