/** What both ceremonies check in the same way (W3C WebAuthn sections 7.1 and 7.2), each with a code of its own. */
import { equals } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { PasskeyRefusal, type PasskeyRefusalCode } from './refusals.ts';
import type { ClientData } from './response.ts';

/** What our site is. */
export interface Place {
  readonly origin: string;
  readonly rpId: string;
}

/** Authenticator data (W3C WebAuthn section 6.1). */
export interface AuthenticatorData {
  readonly rpIdHash: Uint8Array;
  readonly isUserPresent: boolean;
  readonly isUserVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
}

/** ES256, EdDSA (Ed25519) and RS256, by COSE's numbers, the best first. */
export const offeredAlgorithms = [-7, -8, -257] as const;

/** What the browser must say. @throws {PasskeyRefusal} */
export function checkClientData(
  { type, origin, isCrossOrigin }: ClientData,
  expected: 'webauthn.create' | 'webauthn.get',
  place: Place,
): void {
  if (type !== expected) throw new PasskeyRefusal('passkey_wrong_ceremony');
  if (origin !== place.origin) throw new PasskeyRefusal('passkey_wrong_origin');
  if (isCrossOrigin) throw new PasskeyRefusal('passkey_cross_origin');
}

/** What the authenticator must say. @throws {PasskeyRefusal} */
export function checkAuthenticatorData(data: AuthenticatorData, { rpId }: Place): void {
  if (!equals(data.rpIdHash, nodeCrypto.sha256(utf8(rpId)))) throw new PasskeyRefusal('passkey_wrong_rp_id');
  if (!data.isUserPresent) throw new PasskeyRefusal('passkey_user_missing');
  if (!data.isUserVerified) throw new PasskeyRefusal('passkey_user_not_verified');
  if (data.backedUp && !data.backupEligible) throw new PasskeyRefusal('passkey_backup_flags_wrong');
}

/** A refusal as the value that leaves the feature; whatever else was thrown goes on. */
export async function refusalsAsValues<Accepted>(
  ceremony: () => Promise<Accepted>,
  onRefused: (code: PasskeyRefusalCode) => void,
): Promise<Accepted | { readonly kind: 'refused'; readonly code: PasskeyRefusalCode }> {
  try {
    return await ceremony();
  } catch (error) {
    if (!(error instanceof PasskeyRefusal)) throw error;
    onRefused(error.code);
    return { kind: 'refused', code: error.code };
  }
}
