/**
 * SCEP challenges of profiles that people install by hand, or test clients: bound to no Mac, good for so many Macs and so
 * long, until they are revoked. An identity that is got by one is worth nothing until a Mac is bound to it, so that Macs are
 * counted then: an enrollment that fails before is tried again with the same profile.
 */
import { toHex } from '#protocol/encoding/bytes.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { hashOf } from './challenge-hash.ts';
import type {
  ManualChallenge,
  ManualChallengeWish,
  ManualRefusalCode,
  MintedChallenge,
  RevokeOutcome,
} from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';

type Ports = Pick<DeviceIdentityPorts, 'database' | 'clock' | 'random'>;

interface Row {
  readonly id: string;
  readonly macs: number;
  readonly macs_left: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

const columns = 'id, macs, macs_left, created_by, created_at, expires_at, revoked_at';

/** Makes a challenge of 256 bits. Only its hash is kept. */
export async function mintManualChallenge(
  { database, clock, random }: Ports,
  { macs, expiresAt }: ManualChallengeWish,
  actor: string,
): Promise<MintedChallenge> {
  const challenge = toHex(random.bytes(32));
  const id = uuidFrom(random.bytes(16)).toLowerCase();
  const now = clock.now();
  await database.write(async (writer) => {
    await writer.run(
      `INSERT INTO device_manual_challenge (id, hash, macs, macs_left, created_by, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      id,
      hashOf(challenge),
      macs,
      macs,
      actor,
      now,
      expiresAt,
    );
    const type = 'authority.manual-challenge.minted';
    appendAudit(writer, now, [{ type, outcome: 'changed', actor, detail: { challenge: id, macs, expiresAt } }]);
  });
  return { id, challenge };
}

/** Which manual challenge it is, or why it does not count. */
export type ManualVerdict =
  | { readonly kind: 'manual'; readonly id: string }
  | { readonly kind: 'refused'; readonly code: ManualRefusalCode };

/** Looks one up by the hash of what a request said; undefined when it is none. */
export async function checkManualChallenge(
  reader: Reader,
  hash: Uint8Array,
  now: number,
): Promise<ManualVerdict | undefined> {
  const row = await reader.get<Row>(`SELECT ${columns} FROM device_manual_challenge WHERE hash = ?`, hash);
  if (!row) return undefined;
  const code = whyEnded(row, now);
  return code === undefined ? { kind: 'manual', id: row.id } : { kind: 'refused', code };
}

/** Counts one more Mac; or why it is not let in. */
export async function countMac(writer: Writer, id: string, now: number): Promise<ManualRefusalCode | undefined> {
  const text = `UPDATE device_manual_challenge SET macs_left = macs_left - 1
    WHERE id = ? AND macs_left > 0 AND revoked_at IS NULL AND expires_at > ?`;
  if ((await writer.run(text, id, now)) === 1) return undefined;
  return (await whyClosed(writer, id, now)) ?? 'manual_challenge_spent';
}

/** Why no Mac is let in by a challenge any more, however many were. */
export async function whyClosed(reader: Reader, id: string, now: number): Promise<ManualRefusalCode | undefined> {
  const row = await reader.get<Row>(`SELECT ${columns} FROM device_manual_challenge WHERE id = ?`, id);
  return row ? whyEnded(row, now) : 'manual_challenge_expired';
}

/** The newest first; those that ended long ago are forgotten. */
export async function listManualChallenges(reader: Reader): Promise<readonly ManualChallenge[]> {
  const text = `SELECT ${columns} FROM device_manual_challenge ORDER BY created_at DESC, id DESC LIMIT 1000`;
  return (await reader.all<Row>(text)).map(challengeOf);
}

/** Revokes one. Identities that were bound to Macs before go on counting. */
export async function revokeManualChallenge(
  { database, clock }: Pick<Ports, 'database' | 'clock'>,
  id: string,
  actor: string,
): Promise<RevokeOutcome> {
  const now = clock.now();
  return database.write(async (writer) => {
    const text = 'UPDATE device_manual_challenge SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL';
    if ((await writer.run(text, now, id)) === 1) {
      const type = 'authority.manual-challenge.revoked';
      appendAudit(writer, now, [{ type, outcome: 'changed', actor, detail: { challenge: id } }]);
      return { kind: 'done' };
    }
    const known = await writer.get('SELECT id FROM device_manual_challenge WHERE id = ?', id);
    return { kind: known === undefined ? 'not-found' : 'already' };
  });
}

function whyEnded({ revoked_at: revokedAt, expires_at: expiresAt }: Row, now: number): ManualRefusalCode | undefined {
  if (revokedAt !== null) return 'manual_challenge_revoked';
  return expiresAt <= now ? 'manual_challenge_expired' : undefined;
}

function challengeOf(row: Row): ManualChallenge {
  return {
    id: row.id,
    macs: row.macs,
    macsLeft: row.macs_left,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}
