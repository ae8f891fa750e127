/**
 * Public keys as SSO extensions send them at registration: base64 of the X9.63 point, PEM of a SubjectPublicKeyInfo,
 * or PEM wrapped around the bare point (seen in one vendor's extension).
 */
import { fromAnyBase64 } from '../../encoding/base64.ts';
import { isUncompressedP256 } from '../../jose/jwk.ts';
import { MessageError } from '../message-error.ts';

/** Length of the SubjectPublicKeyInfo of a P-256 key (RFC 5480): 26 bytes of header, then the point. */
const p256SpkiLength = 91;

/** The X9.63 point of a P-256 public key in any of the forms. @throws {MessageError} `malformed_claim` */
export function parsePublicKey(text: string, name: string): Uint8Array {
  const body = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const bytes = fromAnyBase64(body);
  const point = bytes?.length === p256SpkiLength ? bytes.slice(p256SpkiLength - 65) : bytes;
  if (!point || !isUncompressedP256(point))
    throw new MessageError('malformed_claim', `The member "${name}" is not a P-256 public key.`);
  return point;
}
