/** What every signed request has in common, whatever it asks for. */
import { fromAnyBase64, fromBase64 } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { JoseError } from '../jose/error.ts';
import { type UnverifiedJws, parseJws } from '../jose/jws.ts';
import { optionalDate, optionalText, requiredDate, requiredText } from './claims.ts';
import { type JweCrypto, parseJweCrypto } from './jwe-crypto.ts';
import { MessageError } from './message-error.ts';

/** The common members of a request, read but not verified. */
export interface SignedRequest {
  readonly jws: UnverifiedJws;
  /** The key id of the device signing key: SHA-256 of its X9.63 form, 32 bytes, whatever base64 carried it. */
  readonly keyId: Uint8Array;
  readonly typ: string | undefined;
  /** Certificates of the device signing key, leaf first; empty when the extension saved none. */
  readonly x5c: readonly Uint8Array[];
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clientId: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** Seconds since 1970; absent in the messages of 2022. */
  readonly expiresAt: number | undefined;
  /** The Mac's own nonce, which the response must repeat. */
  readonly nonce: string;
  /** The nonce that the server gave out. */
  readonly requestNonce: string;
  readonly jweCrypto: JweCrypto;
}

/**
 * Takes a compact JWS apart and reads its common members.
 * @throws {MessageError} among others `malformed_jws`, `unsupported_algorithm`, `malformed_key_id`, `missing_claim`
 */
export function parseSignedRequest(compact: string): SignedRequest {
  const jws = readJws(compact);
  const { header, claims } = jws;
  if (jws.alg !== 'ES256') throw new MessageError('unsupported_algorithm', 'A request must be signed with ES256.');
  return {
    jws,
    keyId: parseKeyId(header),
    typ: optionalText(header, 'typ'),
    x5c: parseX5c(header),
    issuer: optionalText(claims, 'iss'),
    audience: optionalText(claims, 'aud'),
    clientId: optionalText(claims, 'client_id'),
    issuedAt: requiredDate(claims, 'iat'),
    expiresAt: optionalDate(claims, 'exp'),
    nonce: requiredText(claims, 'nonce'),
    requestNonce: requiredText(claims, 'request_nonce'),
    jweCrypto: parseJweCrypto(claims),
  };
}

/**
 * The JWS, with the codes of this protocol.
 * @throws {MessageError} `malformed_jws`, `unsupported_algorithm`
 */
export function readJws(compact: string): UnverifiedJws {
  try {
    return parseJws(compact);
  } catch (error) {
    if (!(error instanceof JoseError)) throw error;
    const code = error.code === 'unsupported_algorithm' ? 'unsupported_algorithm' : 'malformed_jws';
    throw new MessageError(code, error.message);
  }
}

/** The bytes of `kid`: peers write base64 or base64url, padded or not. @throws {MessageError} `malformed_key_id` */
export function parseKeyId(header: JsonObject): Uint8Array {
  const kid = header['kid'];
  const bytes = typeof kid === 'string' ? fromAnyBase64(kid) : undefined;
  if (bytes?.length !== 32)
    throw new MessageError('malformed_key_id', 'The header\'s "kid" is not 32 bytes of base64.');
  return bytes;
}

/**
 * Certificates of a header: an array of standard base64 DER, or one such string as in Apple's older samples.
 * @throws {MessageError} `malformed_certificate`
 */
export function parseX5c(header: JsonObject): readonly Uint8Array[] {
  const value = header['x5c'];
  if (value === undefined) return [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length > 8) throw new MessageError('malformed_certificate', 'The header\'s "x5c" has more than 8 entries.');
  return texts.map((text) => {
    const der = typeof text === 'string' ? fromBase64(text) : undefined;
    if (!der || der.length === 0) throw new MessageError('malformed_certificate', 'The header\'s "x5c" is not base64.');
    return der;
  });
}
