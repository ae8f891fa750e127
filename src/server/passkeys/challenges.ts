/**
 * Challenges (W3C WebAuthn section 13.4.3): 32 random bytes, good once, for five minutes, for the attempt, the ceremony and
 * the person that they were given out for.
 */
import { createHash } from 'node:crypto';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Database } from '#server/store/database.ts';
import { PasskeyRefusal } from './refusals.ts';

/** What a challenge is for. */
export type Ceremony = 'create' | 'get';

/** What challenges need. */
export interface ChallengePorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a challenge is bound to. */
export interface ChallengeBinding {
  /** Whatever names the attempt in the hands of whoever began it; kept as a hash. */
  readonly attempt: string;
  readonly ceremony: Ceremony;
  /** Undefined where the passkey is to say who it is. */
  readonly userId: string | undefined;
}

/** Milliseconds that a challenge lives. */
export const challengeLife = 300_000;
/** Milliseconds that a used or ended one is kept, so that it can be told apart from one that never was. */
const keptAfterEnd = 3_600_000;
const rowsPerUnit = 500;

/** Gives out a challenge, as base64url. */
export async function giveChallenge(ports: ChallengePorts, binding: ChallengeBinding): Promise<string> {
  const { database, clock, random } = ports;
  const challenge = toBase64url(random.bytes(32));
  const { attempt, ceremony, userId } = binding;
  await database.write((writer) =>
    writer.run(
      'INSERT INTO passkey_challenge (challenge_hash, attempt_hash, ceremony, user_id, expires_at) VALUES (?, ?, ?, ?, ?)',
      hashed(challenge),
      hashed(attempt),
      ceremony,
      userId ?? null,
      clock.now() + challengeLife,
    ),
  );
  return challenge;
}

interface Row {
  readonly attempt_hash: string;
  readonly ceremony: string;
  readonly user_id: string | null;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/**
 * Uses a challenge up, in one statement, and says whom it was for.
 * @throws {PasskeyRefusal} when it is not open for this attempt and ceremony
 */
export async function useChallenge(
  { database, clock }: Omit<ChallengePorts, 'random'>,
  challenge: string,
  { attempt, ceremony }: Omit<ChallengeBinding, 'userId'>,
): Promise<{ readonly userId: string | undefined }> {
  const now = clock.now();
  const [challengeHash, attemptHash] = [hashed(challenge), hashed(attempt)];
  const used = await database.write((writer) =>
    writer.get<Row>(
      `UPDATE passkey_challenge SET used_at = ? WHERE challenge_hash = ? AND attempt_hash = ? AND ceremony = ?
        AND used_at IS NULL AND expires_at > ? RETURNING user_id`,
      now,
      challengeHash,
      attemptHash,
      ceremony,
      now,
    ),
  );
  if (used) return { userId: used.user_id ?? undefined };
  const row = await database.get<Row>(
    'SELECT attempt_hash, ceremony, user_id, expires_at, used_at FROM passkey_challenge WHERE challenge_hash = ?',
    challengeHash,
  );
  if (!row) throw new PasskeyRefusal('passkey_challenge_unknown');
  if (row.attempt_hash !== attemptHash || row.ceremony !== ceremony) {
    throw new PasskeyRefusal('passkey_challenge_foreign');
  }
  throw new PasskeyRefusal(row.used_at === null ? 'passkey_challenge_expired' : 'passkey_challenge_used');
}

/** Removes challenges that ended long enough ago. */
export async function removeEndedChallenges({ database, clock }: Omit<ChallengePorts, 'random'>): Promise<void> {
  const before = clock.now() - keptAfterEnd;
  let removed = rowsPerUnit;
  while (removed === rowsPerUnit) {
    removed = await database.write((writer) =>
      writer.run(
        `DELETE FROM passkey_challenge WHERE challenge_hash IN
          (SELECT challenge_hash FROM passkey_challenge WHERE expires_at <= ? LIMIT ?)`,
        before,
        rowsPerUnit,
      ),
    );
  }
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
