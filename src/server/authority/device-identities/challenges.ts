/** SCEP challenges: each is bound to one Mac and kept as a hash; `manual-challenges.ts` has those that are not. */
import { toHex } from '#protocol/encoding/bytes.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { hashOf } from './challenge-hash.ts';
import type { IdentitySubject } from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';
import { checkManualChallenge, type ManualVerdict } from './manual-challenges.ts';

/** How long a challenge may be used, in milliseconds: enrollments that fail are tried again with the same profile. */
export const challengeLife = 24 * 3_600_000;
/** The same for a renewal, which waits in a queue for a Mac that may be away. */
export const renewalLife = 30 * 24 * 3_600_000;

interface ChallengeRow {
  readonly hash: Uint8Array;
  readonly enrollment_id: string;
  readonly serial_number: string;
  readonly udid: string | null;
  readonly is_renewal: number;
  readonly expires_at: number;
}

/** Whom a challenge was made for, or why it does not count. */
export type ChallengeVerdict =
  | { readonly kind: 'valid'; readonly subject: IdentitySubject }
  | ManualVerdict
  | { readonly kind: 'refused'; readonly code: 'challenge_wrong' | 'challenge_expired' };

type Ports = Pick<DeviceIdentityPorts, 'database' | 'clock' | 'random'>;

/** Makes a challenge of 256 bits, in characters that every request can hold. Only its hash is kept. */
export async function mintChallenge({ database, clock, random }: Ports, subject: IdentitySubject): Promise<string> {
  const challenge = toHex(random.bytes(32));
  const expiresAt = clock.now() + (subject.isRenewal === true ? renewalLife : challengeLife);
  await database.write((writer) =>
    writer.run(
      `INSERT INTO device_challenge (hash, enrollment_id, serial_number, udid, is_renewal, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)`,
      hashOf(challenge),
      subject.enrollmentId,
      subject.serialNumber,
      subject.udid ?? null,
      subject.isRenewal === true ? 1 : 0,
      expiresAt,
    ),
  );
  return challenge;
}

/** Looks a challenge up. It is not consumed: what it allows is one certificate a key, for one Mac. */
export async function checkChallenge(
  { database, clock }: Pick<Ports, 'database' | 'clock'>,
  challenge: string,
): Promise<ChallengeVerdict> {
  const hash = hashOf(challenge);
  const row = await database.get<ChallengeRow>(
    'SELECT hash, enrollment_id, serial_number, udid, is_renewal, expires_at FROM device_challenge WHERE hash = ?',
    hash,
  );
  if (!row || !constantTimeEqual(row.hash, hash)) {
    return (await checkManualChallenge(database, hash, clock.now())) ?? { kind: 'refused', code: 'challenge_wrong' };
  }
  if (row.expires_at <= clock.now()) return { kind: 'refused', code: 'challenge_expired' };
  const { enrollment_id: enrollmentId, serial_number: serialNumber, udid } = row;
  const renewal = row.is_renewal === 1 ? { isRenewal: true } : {};
  return { kind: 'valid', subject: { enrollmentId, serialNumber, udid: udid ?? undefined, ...renewal } };
}
