/**
 * The encryption of every successful response to the device encryption key.
 * Source: Apple, "Creating a JSON Web Encryption (JWE) login response", "Performing encryption verification".
 */
import type { Aead, Digests, KeyAgreement } from '../crypto.ts';
import { KeyError } from '../crypto.ts';
import { fromAnyBase64, toBase64url } from '../encoding/base64.ts';
import { equals } from '../encoding/bytes.ts';
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { JoseError } from '../jose/error.ts';
import { appleKeyId, jwkFromPoint, pointFromJwk } from '../jose/jwk.ts';
import { type UnopenedJwe, openJwe, parseJwe, sealJwe } from '../jose/jwe.ts';
import { MessageError } from './message-error.ts';
import { encodePartyUInfo, splitFields } from './party-info.ts';

/** What the sender of a response needs. */
export interface ResponseEncryption {
  readonly typ: string;
  /** The registered device encryption key, X9.63. */
  readonly deviceEncryptionKey: Uint8Array;
  /** PartyVInfo of the request, as received. */
  readonly apv: Uint8Array;
  /** A key made for this response alone. */
  readonly ephemeral: KeyAgreement;
  /** 12 bytes. */
  readonly iv: Uint8Array;
}

/** Encrypts a response body. Returns the compact JWE, which is the whole HTTP body. */
export function sealResponse(body: JsonObject, encryption: ResponseEncryption, crypto: Digests & Aead): string {
  const { deviceEncryptionKey, apv, ephemeral, iv } = encryption;
  const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
  const header = {
    typ: encryption.typ,
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: appleKeyId(deviceEncryptionKey, crypto),
    epk: jwkFromPoint(ephemeral.publicKey),
    apu: toBase64url(partyUInfo),
    apv: toBase64url(apv),
  };
  const z = ephemeral.agree(deviceEncryptionKey);
  const plaintext = utf8(JSON.stringify(body));
  return sealJwe({ headerJson: JSON.stringify(header), plaintext, z, partyUInfo, partyVInfo: apv, iv }, crypto);
}

/** What the Mac brings to open a response. */
export interface ResponseOpening {
  /** The device encryption key's private half. */
  readonly key: KeyAgreement;
  /** PartyVInfo of its own request; the header's `apv` is ignored. */
  readonly apv: Uint8Array;
}

/**
 * Opens a response as a Mac does: `apu` must be there and its second field must be the ephemeral key.
 * @throws {MessageError} `response_malformed`, `unsupported_algorithm`, `response_party_info_missing`,
 * `response_party_info_mismatch`, `party_info_malformed`, `response_undecryptable`, `point_not_on_curve`
 */
export function openResponse(compact: string, opening: ResponseOpening, crypto: Digests & Aead): JsonObject {
  try {
    const jwe = parseJwe(compact.trim());
    refuseOtherAlgorithms(jwe);
    const ephemeral = pointFromJwk(jwe.header['epk']);
    const partyUInfo = checkedPartyUInfo(jwe, ephemeral);
    const text = fromUtf8(openJwe(jwe, { key: opening.key, ephemeral, partyUInfo, partyVInfo: opening.apv }, crypto));
    const body = text === undefined ? undefined : parseJsonObject(text);
    if (!body) throw new MessageError('response_malformed', 'The response does not hold a JSON object.');
    return body;
  } catch (error) {
    if (error instanceof KeyError) throw new MessageError('point_not_on_curve', error.message);
    if (error instanceof JoseError) {
      throw new MessageError(
        error.code === 'decryption_failed' ? 'response_undecryptable' : 'response_malformed',
        error.message,
      );
    }
    throw error;
  }
}

function refuseOtherAlgorithms({ header }: UnopenedJwe): void {
  if (header['alg'] !== 'ECDH-ES' || header['enc'] !== 'A256GCM') {
    throw new MessageError('unsupported_algorithm', 'The response is not ECDH-ES with A256GCM.');
  }
}

function checkedPartyUInfo({ header }: UnopenedJwe, ephemeral: Uint8Array): Uint8Array {
  const apu = header['apu'];
  const bytes = typeof apu === 'string' ? fromAnyBase64(apu) : undefined;
  if (!bytes) throw new MessageError('response_party_info_missing', 'The response has no apu.');
  const [, key] = splitFields(bytes);
  if (!key || !equals(key, ephemeral)) {
    throw new MessageError('response_party_info_mismatch', "The response's apu does not name its ephemeral key.");
  }
  return bytes;
}
