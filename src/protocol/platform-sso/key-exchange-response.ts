/** The plaintext of a key exchange response. Source: Apple, "Supporting key requests and key exchange requests". */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { optionalText, requiredDate, requiredText } from './claims.ts';
import { MessageError } from './message-error.ts';

/** The agreed secret. Times are seconds since 1970. */
export interface KeyExchangeResponse {
  /** X coordinate of the shared point, always 32 bytes. */
  readonly key: Uint8Array;
  /** Replaces the Mac's key context when present. */
  readonly keyContext: string | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The body that is encrypted: the key in standard base64, because the Mac's decoder is strict about it. */
export function encodeKeyExchangeResponse(response: KeyExchangeResponse): JsonObject {
  return {
    key: toBase64(response.key),
    ...(response.keyContext === undefined ? {} : { key_context: response.keyContext }),
    iat: response.issuedAt,
    exp: response.expiresAt,
  };
}

/** Reads the body as strictly as a Mac. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseKeyExchangeResponse(body: JsonObject): KeyExchangeResponse {
  const key = fromBase64(requiredText(body, 'key'));
  if (key?.length !== 32)
    throw new MessageError('malformed_claim', 'The member "key" is not 32 bytes of standard base64.');
  return {
    key,
    keyContext: optionalText(body, 'key_context'),
    issuedAt: requiredDate(body, 'iat'),
    expiresAt: requiredDate(body, 'exp'),
  };
}
