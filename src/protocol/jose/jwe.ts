/**
 * JWE in compact serialization with ECDH-ES in direct key agreement mode and A256GCM (RFC 7516, RFC 7518 section 4.6),
 * the one pair that Platform SSO uses everywhere.
 */
import type { Aead, Digests, KeyAgreement } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { concatKdf } from './concat-kdf.ts';
import { JoseError } from './error.ts';

/** The one content encryption; also the AlgorithmID of the key derivation. */
export const contentEncryption = 'A256GCM';

/** A compact JWE taken apart; nothing has been decrypted. */
export interface UnopenedJwe {
  readonly header: JsonObject;
  /** ASCII of the header part as received: the additional authenticated data. */
  readonly aad: Uint8Array;
  readonly encryptedKey: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Reads a compact JWE.
 * @throws {JoseError} `malformed_jwe`, `unsupported_critical_header`
 */
export function parseJwe(compact: string): UnopenedJwe {
  const parts = compact.split('.');
  if (parts.length !== 5) throw malformed('is not five parts');
  const [header, encryptedKey, iv, ciphertext, tag] = parts.map((part) => fromBase64url(part));
  if (!header || !encryptedKey || !iv || !ciphertext || !tag) throw malformed('has a part that is not base64url');
  const text = fromUtf8(header);
  const parsed = text === undefined ? undefined : parseJsonObject(text);
  if (!parsed) throw malformed('has a header that is not a JSON object');
  if (parsed['crit'] !== undefined || parsed['zip'] !== undefined) {
    throw new JoseError('unsupported_critical_header', 'The JWE header has "crit" or "zip".');
  }
  if (iv.length !== 12 || tag.length !== 16) throw malformed('has an IV that is not 12 bytes or a tag that is not 16');
  return { header: parsed, aad: utf8(parts[0] ?? ''), encryptedKey, iv, ciphertext, tag };
}

/** What is needed to make a JWE. The header is a JSON text and must name `epk` and the party infos used here. */
export interface JweContents {
  readonly headerJson: string;
  readonly plaintext: Uint8Array;
  readonly z: Uint8Array;
  readonly partyUInfo: Uint8Array;
  readonly partyVInfo: Uint8Array;
  /** 12 bytes, never used twice with the same key; the key is fresh with every ephemeral key. */
  readonly iv: Uint8Array;
}

/** Encrypts to a compact JWE. */
export function sealJwe(contents: JweContents, crypto: Digests & Aead): string {
  const { headerJson, plaintext, z, partyUInfo, partyVInfo, iv } = contents;
  const header = toBase64url(utf8(headerJson));
  const key = concatKdf(z, { algorithmId: contentEncryption, partyUInfo, partyVInfo }, crypto);
  const { ciphertext, tag } = crypto.seal(key, iv, plaintext, utf8(header));
  return `${header}..${toBase64url(iv)}.${toBase64url(ciphertext)}.${toBase64url(tag)}`;
}

/** What the recipient brings to open a JWE. */
export interface JweOpening {
  readonly key: KeyAgreement;
  /** The sender's ephemeral public key, X9.63. */
  readonly ephemeral: Uint8Array;
  readonly partyUInfo: Uint8Array;
  readonly partyVInfo: Uint8Array;
}

/**
 * Decrypts a JWE with the recipient's private key.
 * @throws {JoseError} `decryption_failed` when the tag does not fit or an encrypted key is present
 * @throws {KeyError} `point_not_on_curve`
 */
export function openJwe(jwe: UnopenedJwe, opening: JweOpening, crypto: Digests & Aead): Uint8Array {
  if (jwe.encryptedKey.length > 0) throw new JoseError('decryption_failed', 'ECDH-ES carries no encrypted key.');
  const { partyUInfo, partyVInfo } = opening;
  const z = opening.key.agree(opening.ephemeral);
  const key = concatKdf(z, { algorithmId: contentEncryption, partyUInfo, partyVInfo }, crypto);
  const plaintext = crypto.open(key, jwe.iv, jwe.ciphertext, jwe.tag, jwe.aad);
  if (!plaintext) throw new JoseError('decryption_failed', 'The JWE does not decrypt with this key and context.');
  return plaintext;
}

function malformed(what: string): JoseError {
  return new JoseError('malformed_jwe', `The JWE ${what}.`);
}
