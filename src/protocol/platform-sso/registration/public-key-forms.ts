/**
 * Public keys as SSO extensions send them at registration: base64 of the X9.63 point, PEM of a SubjectPublicKeyInfo,
 * or PEM wrapped around the bare point (seen in one vendor's extension).
 */
import { fromAnyBase64 } from '../../encoding/base64.ts';
import { equals, fromHex } from '../../encoding/bytes.ts';
import { isUncompressedP256 } from '../../jose/jwk.ts';
import { MessageError } from '../message-error.ts';

/** SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480). */
const p256SpkiPrefix = fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200');

/** The X9.63 point of a P-256 public key in any of the forms. @throws {MessageError} `malformed_claim` */
export function parsePublicKey(text: string, name: string): Uint8Array {
  const body = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const bytes = fromAnyBase64(body);
  const point = bytes && (isP256Spki(bytes) ? bytes.slice(p256SpkiPrefix.length) : bytes);
  if (!point || !isUncompressedP256(point))
    throw new MessageError('malformed_claim', `The member "${name}" is not a P-256 public key.`);
  return point;
}

function isP256Spki(bytes: Uint8Array): boolean {
  return equals(bytes.subarray(0, p256SpkiPrefix.length), p256SpkiPrefix);
}
