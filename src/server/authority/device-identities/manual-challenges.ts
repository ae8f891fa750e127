/**
 * SCEP challenges of profiles that people install by hand, or test clients: bound to no Mac, good for so many Macs and so
 * long. What such a Mac says of itself is believed, since nobody else vouches for it; so it may never name a Mac whose
 * identity came another way.
 */
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { DistinguishedName } from '#protocol/x509/name.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { IdentitySubject, ManualChallengeWish } from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';

type Ports = Pick<DeviceIdentityPorts, 'database' | 'clock' | 'random'>;

/** Makes a challenge. Only its hash is kept. */
export async function mintManualChallenge(
  { database, clock, random }: Ports,
  { macs, expiresAt }: ManualChallengeWish,
  actor: string,
): Promise<string> {
  const challenge = toHex(random.bytes(32));
  await database.write(async (writer) => {
    await writer.run(
      'INSERT INTO device_manual_challenge (hash, macs_left, expires_at) VALUES (?, ?, ?)',
      hashOf(challenge),
      macs,
      expiresAt,
    );
    const type = 'authority.manual-challenge.minted';
    appendAudit(writer, clock.now(), [{ type, outcome: 'changed', actor, detail: { macs, expiresAt } }]);
  });
  return challenge;
}

/** Whether a manual challenge counts for a Mac. `unknown`: it is none. */
export type ManualVerdict = 'good' | 'unknown' | 'expired' | 'spent' | 'mac-known';

/** Uses a challenge for a Mac, which may use it again: an enrollment that fails is tried again with the same profile. */
export function useManualChallenge(
  { database, clock }: Pick<Ports, 'database' | 'clock'>,
  use: { readonly challenge: string; readonly mac: IdentitySubject; readonly requestHash: Uint8Array },
): Promise<ManualVerdict> {
  const hash = hashOf(use.challenge);
  return database.write(async (writer) => {
    const now = clock.now();
    const row = await writer.get<{ expires_at: number }>(
      'SELECT expires_at FROM device_manual_challenge WHERE hash = ?',
      hash,
    );
    if (!row) return 'unknown';
    if (row.expires_at <= now) return 'expired';
    if (await isKnownOtherwise(writer, use.mac, now)) return 'mac-known';
    if (!(await countMac(writer, hash, use.mac))) return 'spent';
    await writer.run(
      'INSERT INTO device_manual_request (request_hash) VALUES (?) ON CONFLICT (request_hash) DO NOTHING',
      use.requestHash,
    );
    return 'good';
  });
}

/** Whether there is such a challenge: the name in the request matters only then. */
export async function isManualChallenge({ database }: Pick<Ports, 'database'>, challenge: string): Promise<boolean> {
  const text = 'SELECT expires_at FROM device_manual_challenge WHERE hash = ?';
  return (await database.get(text, hashOf(challenge))) !== undefined;
}

const commonNameOid = '2.5.4.3';
const organizationalUnitOid = '2.5.4.11';
const udidForm = /^[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}$/;
const serialForm = /^[A-Z0-9]{6,20}$/;

/** The Mac that a request names as our manual profile has it: the UDID as CN, the serial number as OU. */
export function macOfRequest({ relativeNames }: DistinguishedName): IdentitySubject | undefined {
  const valueOf = (oid: string) =>
    relativeNames
      .flat()
      .find(({ type }) => type === oid)
      ?.value?.toUpperCase() ?? '';
  const [udid, serialNumber] = [valueOf(commonNameOid), valueOf(organizationalUnitOid)];
  return udidForm.test(udid) && serialForm.test(serialNumber) ? { enrollmentId: udid, serialNumber, udid } : undefined;
}

async function isKnownOtherwise(writer: Writer, { enrollmentId, serialNumber }: IdentitySubject, now: number) {
  const known = await writer.get(
    `SELECT serial FROM device_identity WHERE (enrollment_id = ? OR serial_number = ?) AND revoked_at IS NULL
      AND not_after > ? AND request_hash NOT IN (SELECT request_hash FROM device_manual_request) LIMIT 1`,
    enrollmentId,
    serialNumber,
    now,
  );
  return known !== undefined;
}

/** Counts a Mac once. */
async function countMac(writer: Writer, hash: Uint8Array, { enrollmentId }: IdentitySubject): Promise<boolean> {
  const isNew = await writer.run(
    'INSERT INTO device_manual_mac (hash, enrollment_id) VALUES (?, ?) ON CONFLICT (hash, enrollment_id) DO NOTHING',
    hash,
    enrollmentId,
  );
  if (isNew === 0) return true;
  const text = 'UPDATE device_manual_challenge SET macs_left = macs_left - 1 WHERE hash = ? AND macs_left > 0';
  if ((await writer.run(text, hash)) === 1) return true;
  await writer.run('DELETE FROM device_manual_mac WHERE hash = ? AND enrollment_id = ?', hash, enrollmentId);
  return false;
}

function hashOf(challenge: string): Uint8Array {
  return nodeCrypto.sha256(utf8(challenge));
}
