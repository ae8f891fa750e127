/**
 * Unlocking by a passkey of this device: that the person passed its check of face, finger or screen lock. The passkey is for
 * this app alone and no server knows it; the app checks its signature itself (W3C Web Authentication, section 7.2).
 */

import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Surroundings } from '../surroundings.ts';

/** What is kept of it. */
export interface KeptPasskey {
  readonly id: ArrayBuffer;
  /** The public key, SubjectPublicKeyInfo. */
  readonly publicKey: ArrayBuffer;
}

const es256 = -7;
const signing = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const verified = 0x04;

/** Whether this device has passkeys of its own. */
export async function hasPlatformPasskeys(): Promise<boolean> {
  if (!('PublicKeyCredential' in window)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** Makes one. @throws DOMException when the person cancels */
export async function makePasskey(name: string, { freshBytes }: Surroundings): Promise<KeptPasskey> {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: freshBytes(32),
      rp: { id: location.hostname, name },
      user: { id: freshBytes(32), name, displayName: name },
      pubKeyCredParams: [{ type: 'public-key', alg: es256 }],
      authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required' },
      attestation: 'none',
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new TypeError('no passkey was made');
  const publicKey = (made.response as AuthenticatorAttestationResponse).getPublicKey();
  if (publicKey === null) throw new TypeError('the passkey has another kind of key');
  return { id: made.rawId, publicKey };
}

/** Asks the person; true when it was them. @throws DOMException when the person cancels */
export async function usePasskey({ id, publicKey }: KeptPasskey, { freshBytes }: Surroundings): Promise<boolean> {
  const challenge = freshBytes(32);
  const used = await navigator.credentials.get({
    publicKey: {
      challenge,
      rpId: location.hostname,
      allowCredentials: [{ type: 'public-key', id, transports: ['internal'] }],
      userVerification: 'required',
    },
  });
  if (!(used instanceof PublicKeyCredential)) return false;
  return isGenuine(used.response as AuthenticatorAssertionResponse, challenge, publicKey);
}

async function isGenuine(
  { authenticatorData, clientDataJSON, signature }: AuthenticatorAssertionResponse,
  challenge: Uint8Array,
  publicKey: ArrayBuffer,
): Promise<boolean> {
  const said = JSON.parse(new TextDecoder().decode(clientDataJSON)) as Record<string, unknown>;
  const flags = new Uint8Array(authenticatorData)[32] ?? 0;
  if (said['type'] !== 'webauthn.get' || said['origin'] !== location.origin || (flags & verified) === 0) return false;
  if (said['challenge'] !== toBase64url(challenge)) return false;
  const key = await crypto.subtle.importKey('spki', publicKey, signing, false, ['verify']);
  const hash = await crypto.subtle.digest('SHA-256', clientDataJSON);
  const covered = new Uint8Array([...new Uint8Array(authenticatorData), ...new Uint8Array(hash)]);
  return crypto.subtle.verify({ ...signing, hash: 'SHA-256' }, key, plainSignature(new Uint8Array(signature)), covered);
}

/** The two integers of a DER signature side by side, as WebCrypto takes them (WebAuthn section 6.5.5, FIPS 186). */
function plainSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const digits = der.subarray(at + 2, at + 2 + length);
    const significant = digits.subarray(Math.max(0, digits.length - 32));
    plain.set(significant, end - significant.length);
    at += 2 + length;
  }
  return plain;
}
