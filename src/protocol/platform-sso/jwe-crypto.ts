/** The `jwe_crypto` claim of every request: how the response is to be encrypted. */
import { fromAnyBase64, toBase64url } from '../encoding/base64.ts';
import { type JsonObject, isJsonObject } from '../encoding/json.ts';
import { MessageError } from './message-error.ts';
import { type RequestPartyVInfo, encodeRequestPartyVInfo, parseRequestPartyVInfo } from './party-info.ts';

/** The one response encryption offered: ECDH-ES with A256GCM, bound by `apv`. */
export interface JweCrypto {
  /** PartyVInfo as the Mac sent it, byte for byte: it goes into the key derivation. */
  readonly apv: Uint8Array;
  readonly partyVInfo: RequestPartyVInfo;
}

/** The claim as macOS writes it. */
export function encodeJweCrypto(partyVInfo: RequestPartyVInfo): JsonObject {
  return { alg: 'ECDH-ES', enc: 'A256GCM', apv: toBase64url(encodeRequestPartyVInfo(partyVInfo)) };
}

/**
 * Reads the claim.
 * @throws {MessageError} `missing_claim`, `malformed_claim`, `hpke_not_supported`, `unsupported_algorithm`,
 * `party_info_malformed`
 */
export function parseJweCrypto(claims: JsonObject): JweCrypto {
  const value = claims['jwe_crypto'];
  if (value === undefined) throw new MessageError('missing_claim', 'The claim "jwe_crypto" is missing.');
  if (!isJsonObject(value)) throw new MessageError('malformed_claim', 'The claim "jwe_crypto" is not an object.');
  const { alg, enc, apv } = value as { alg?: unknown; enc?: unknown; apv?: unknown };
  if (typeof alg === 'string' && alg.startsWith('HPKE-')) {
    throw new MessageError(
      'hpke_not_supported',
      'The Mac asks for an HPKE response; its login configuration must not.',
    );
  }
  if (alg !== 'ECDH-ES' || enc !== 'A256GCM') {
    throw new MessageError('unsupported_algorithm', 'The claim "jwe_crypto" does not name ECDH-ES with A256GCM.');
  }
  const bytes = typeof apv === 'string' ? fromAnyBase64(apv) : undefined;
  if (!bytes) throw new MessageError('party_info_malformed', 'The claim "jwe_crypto" has no base64url apv.');
  return { apv: bytes, partyVInfo: parseRequestPartyVInfo(bytes) };
}
