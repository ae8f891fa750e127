/** The plaintext of a key response. Source: Apple, "Supporting key requests and key exchange requests". */
import { fromAnyBase64, toBase64url } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { optionalText, requiredDate, requiredText } from './claims.ts';
import { MessageError } from './message-error.ts';

/** The unlock key's certificate. Times are seconds since 1970. */
export interface KeyResponse {
  /** DER of an X.509 certificate with a P-256 key. */
  readonly certificate: Uint8Array;
  readonly keyContext: string | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The body that is encrypted: the certificate in base64url without padding. */
export function encodeKeyResponse(response: KeyResponse): JsonObject {
  return {
    certificate: toBase64url(response.certificate),
    ...(response.keyContext === undefined ? {} : { key_context: response.keyContext }),
    iat: response.issuedAt,
    exp: response.expiresAt,
  };
}

/** Reads the body. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseKeyResponse(body: JsonObject): KeyResponse {
  const certificate = fromAnyBase64(requiredText(body, 'certificate'));
  if (!certificate) throw new MessageError('malformed_claim', 'The member "certificate" is not base64url.');
  return {
    certificate,
    keyContext: optionalText(body, 'key_context'),
    issuedAt: requiredDate(body, 'iat'),
    expiresAt: requiredDate(body, 'exp'),
  };
}
