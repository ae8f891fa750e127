/**
 * Apple's PartyUInfo and PartyVInfo: fields, each with its length as 32-bit big-endian in front.
 * Source: Apple, "Creating a JSON Web Encryption (JWE) login response" and "Performing encryption verification".
 */
import { concat, uint32 } from '../encoding/bytes.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { MessageError } from './message-error.ts';

/** PartyVInfo of a request, which its response is bound to: who may open it, and which request it answers. */
export interface RequestPartyVInfo {
  /** The device encryption key as the Mac names it, X9.63, 65 bytes. */
  readonly deviceEncryptionKey: Uint8Array;
  /** The request's `nonce` claim. */
  readonly nonce: string;
}

/** `"Apple"`, device encryption key, client nonce: 118 bytes. */
export function encodeRequestPartyVInfo({ deviceEncryptionKey, nonce }: RequestPartyVInfo): Uint8Array<ArrayBuffer> {
  return fields(utf8('Apple'), deviceEncryptionKey, utf8(nonce));
}

/**
 * Reads the PartyVInfo of a request. The label is not compared: no document binds it.
 * @throws {MessageError} `party_info_malformed`
 */
export function parseRequestPartyVInfo(bytes: Uint8Array): RequestPartyVInfo {
  const [, deviceEncryptionKey, nonceBytes, ...rest] = splitFields(bytes);
  const nonce = nonceBytes && fromUtf8(nonceBytes);
  if (!deviceEncryptionKey || !nonce || rest.length > 0) {
    throw new MessageError('party_info_malformed', 'The apv is not three fields: label, key, nonce.');
  }
  return { deviceEncryptionKey, nonce };
}

/** PartyUInfo of whoever encrypts: `"APPLE"`, ephemeral public key: 78 bytes. */
export function encodePartyUInfo(ephemeral: Uint8Array): Uint8Array<ArrayBuffer> {
  return fields(utf8('APPLE'), ephemeral);
}

/**
 * PartyVInfo of an encrypted login assertion: a prefix of the extension's choosing, the recipient's public key, the
 * server nonce (not the client's). Verified against Apple's sample.
 */
export function encodeAssertionPartyVInfo(
  prefix: string,
  recipient: Uint8Array,
  requestNonce: string,
): Uint8Array<ArrayBuffer> {
  return fields(utf8(prefix), recipient, utf8(requestNonce));
}

/**
 * The length-prefixed fields of a party info.
 * @throws {MessageError} `party_info_malformed` when a length does not fit or more than eight fields are there
 */
export function splitFields(bytes: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const start = at + 4;
    const length = start <= bytes.length ? view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (start + length > bytes.length || found.length === 8) {
      throw new MessageError('party_info_malformed', 'A length in the party info does not fit.');
    }
    found.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return found;
}

function fields(...values: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(...values.flatMap((value) => [uint32(value.length), value]));
}
