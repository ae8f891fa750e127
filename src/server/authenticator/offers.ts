/**
 * Offers: what a QR code holds. Ten minutes, one phone. The secret stands in the fragment of an address, so that no server
 * and no log between ever has it, and here as SHA-256 alone.
 */
import { offerAddress } from '#api/authenticator.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';

/** An offer that was made. */
export interface OfferMade {
  /** For the QR code. A secret. */
  readonly address: string;
  readonly expiresAt: number;
}

/** An offer as it is stored. */
export interface Offer {
  /** SHA-256 of the secret, base64url. */
  readonly hash: string;
  readonly userId: string;
  readonly challenge: string;
  readonly unlockRequired: boolean;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
}

interface Row {
  readonly secret_hash: string;
  readonly user_id: string;
  readonly challenge: string;
  readonly unlock_required: number;
  readonly created_by: string;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** Milliseconds. */
const offerLife = 600_000;

/** Makes an offer for a person. An earlier one that was not used ends. */
export async function makeOffer(
  { issuer, database, clock, random }: AuthenticatorPorts,
  wish: { readonly userId: string; readonly unlockRequired: boolean; readonly actor: string },
): Promise<OfferMade> {
  const secret = toBase64url(random.bytes(32));
  const challenge = toBase64url(random.bytes(16));
  const now = clock.now();
  const expiresAt = now + offerLife;
  const { userId, actor, unlockRequired } = wish;
  await database.write(async (writer) => {
    await writer.run('DELETE FROM authenticator_offer WHERE user_id = ? AND used_at IS NULL', userId);
    await writer.run(
      `INSERT INTO authenticator_offer (secret_hash, user_id, challenge, unlock_required, created_by, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)`,
      offerHash(secret),
      userId,
      challenge,
      unlockRequired ? 1 : 0,
      actor,
      expiresAt,
    );
    const detail = { unlock: unlockRequired ? 'required' : 'optional' };
    appendAudit(writer, now, [{ type: 'authenticator.offered', outcome: 'changed', actor, userId, detail }]);
  });
  return { address: offerAddress(issuer, secret), expiresAt };
}

/** What the server keeps of a secret, and the proof of a key names. */
export function offerHash(secret: string): string {
  return toBase64url(nodeCrypto.sha256(utf8(secret)));
}

/** Finds an offer by the hash of its secret. */
export async function findOffer(reader: Reader, hash: string): Promise<Offer | undefined> {
  const row = await reader.get<Row>(
    `SELECT secret_hash, user_id, challenge, unlock_required, created_by, expires_at, used_at
      FROM authenticator_offer WHERE secret_hash = ?`,
    hash,
  );
  return (
    row && {
      hash: row.secret_hash,
      userId: row.user_id,
      challenge: row.challenge,
      unlockRequired: row.unlock_required === 1,
      createdBy: row.created_by,
      expiresAt: row.expires_at,
      usedAt: row.used_at ?? undefined,
    }
  );
}

/** Uses an offer up; false when it was used, or has ended. */
export async function useOffer(writer: Writer, hash: string, now: number): Promise<boolean> {
  const text = `UPDATE authenticator_offer SET used_at = ? WHERE secret_hash = ? AND used_at IS NULL AND expires_at > ?`;
  return (await writer.run(text, now, hash, now)) === 1;
}

/** Why an offer cannot be used; undefined where it can. */
export function offerProblem(offer: Offer | undefined, now: number) {
  if (offer === undefined) return 'offer_unknown';
  if (offer.usedAt !== undefined) return 'offer_used';
  return offer.expiresAt <= now ? 'offer_expired' : undefined;
}
