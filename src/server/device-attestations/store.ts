/** Questions and verdicts at rest. */
import type { Reader, Writer } from '#server/store/database.ts';
import type { AttestationVerdict, DeviceAttestation } from './verdict.ts';

/** A nonce and its times, milliseconds since 1970. */
export interface AskedNonce {
  readonly nonce: Uint8Array;
  readonly askedAt: number;
  readonly answeredAt: number | undefined;
}

/** A question about to be sent. */
export interface NewQuestion {
  readonly commandId: string;
  readonly serialNumber: string;
  readonly nonce: Uint8Array;
  readonly askedAt: number;
  readonly askedBy: string;
}

/** Notes a question. */
export async function putQuestion(writer: Writer, question: NewQuestion): Promise<void> {
  const { commandId, serialNumber, nonce, askedAt, askedBy } = question;
  await writer.run(
    'INSERT INTO device_attestation (command_id, serial_number, nonce, asked_at, asked_by) VALUES (?, ?, ?, ?, ?)',
    commandId,
    serialNumber,
    nonce,
    askedAt,
    askedBy,
  );
}

/** The serial number of the Mac that a command asked; undefined for any other command. */
export async function askedMac(reader: Reader, commandId: string): Promise<string | undefined> {
  const statement = 'SELECT serial_number FROM device_attestation WHERE command_id = ?';
  return (await reader.get<{ serial_number: string }>(statement, commandId))?.serial_number;
}

/** The nonces of a Mac, the newest 100 first. */
export async function askedNonces(reader: Reader, serialNumber: string): Promise<readonly AskedNonce[]> {
  const rows = await reader.all<{ nonce: Uint8Array; asked_at: number; answered_at: number | null }>(
    `SELECT nonce, asked_at, answered_at FROM device_attestation WHERE serial_number = ?
      ORDER BY asked_at DESC, command_id LIMIT 100`,
    serialNumber,
  );
  return rows.map((row) => ({
    nonce: row.nonce,
    askedAt: row.asked_at,
    answeredAt: row.answered_at ?? undefined,
  }));
}

/** Notes what came of a question. */
export async function putVerdict(
  writer: Writer,
  commandId: string,
  verdict: AttestationVerdict,
  now: number,
): Promise<void> {
  const statement = 'UPDATE device_attestation SET answered_at = ?, verdict = ? WHERE command_id = ?';
  await writer.run(statement, now, JSON.stringify(verdict), commandId);
}

/** The newest question to a Mac. */
export async function latestQuestion(reader: Reader, serialNumber: string): Promise<DeviceAttestation | undefined> {
  const row = await reader.get<{
    asked_at: number;
    asked_by: string;
    answered_at: number | null;
    verdict: string | null;
  }>(
    `SELECT asked_at, asked_by, answered_at, verdict FROM device_attestation WHERE serial_number = ?
      ORDER BY asked_at DESC, command_id LIMIT 1`,
    serialNumber,
  );
  return (
    row && {
      serialNumber,
      askedAt: row.asked_at,
      askedBy: row.asked_by,
      answeredAt: row.answered_at ?? undefined,
      verdict: row.verdict === null ? undefined : (JSON.parse(row.verdict) as AttestationVerdict),
    }
  );
}
