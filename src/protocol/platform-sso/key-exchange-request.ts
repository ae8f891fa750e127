/**
 * The key exchange request: asks for the ECDH secret of the user's unlock key and a key of the Mac. Two or three come
 * at a time while the person waits at the lock screen.
 * Source: Apple, "Supporting key requests and key exchange requests".
 */
import { fromAnyBase64 } from '../encoding/base64.ts';
import { isUncompressedP256 } from '../jose/jwk.ts';
import { requiredText } from './claims.ts';
import { type KeyServiceRequest, parseKeyServiceRequest } from './key-request.ts';
import { MessageError } from './message-error.ts';
import type { SignedRequest } from './signed-request.ts';

/** A key exchange request, read but not verified. */
export interface KeyExchangeRequest extends KeyServiceRequest {
  readonly kind: 'key_exchange';
  /** The Mac's ephemeral public key, X9.63, 65 bytes; whether it lies on the curve the agreement checks. */
  readonly otherPublicKey: Uint8Array;
  /** The string of the key response, verbatim. */
  readonly keyContext: string;
}

/** Reads a key exchange request. @throws {MessageError} `unexpected_typ`, `missing_claim`, `malformed_claim`, `conflicting_claims` */
export function parseKeyExchangeRequest(request: SignedRequest): KeyExchangeRequest {
  const { claims } = request.jws;
  const otherPublicKey = fromAnyBase64(requiredText(claims, 'other_publickey'));
  if (!otherPublicKey || !isUncompressedP256(otherPublicKey)) {
    throw new MessageError('malformed_claim', 'The claim "other_publickey" is not an uncompressed P-256 point.');
  }
  return {
    ...parseKeyServiceRequest(request),
    kind: 'key_exchange',
    otherPublicKey,
    keyContext: requiredText(claims, 'key_context'),
  };
}
