/**
 * The encrypted password: a JWE to the identity provider's key inside a login request. The plaintext is the claims
 * themselves, not a nested JWS. Source: Apple, "Creating an encrypted embedded assertion".
 */
import type { Aead, Digests, KeyAgreement } from '../crypto.ts';
import { KeyError } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { equals } from '../encoding/bytes.ts';
import { type JsonObject, appleJson, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { JoseError } from '../jose/error.ts';
import { jwkFromPoint, pointFromJwk } from '../jose/jwk.ts';
import { type UnopenedJwe, openJwe, parseJwe, sealJwe } from '../jose/jwe.ts';
import { requiredText } from './claims.ts';
import { type AssertionClaims, parseAssertionClaims } from './login-assertion.ts';
import { typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import { encodeAssertionPartyVInfo, encodePartyUInfo, splitFields } from './party-info.ts';

/** A JWE that looks like an encrypted password; not opened. */
export interface EncryptedLoginAssertion {
  readonly jwe: UnopenedJwe;
  /** The sender's ephemeral public key, X9.63, 65 bytes; whether it lies on the curve the agreement checks. */
  readonly ephemeral: Uint8Array;
  readonly partyUInfo: Uint8Array;
  readonly partyVInfo: Uint8Array;
}

/** The claims inside. */
export interface PasswordAssertion extends AssertionClaims {
  readonly password: string;
}

/** What the sender needs besides the claims. */
export interface PasswordEncryption {
  /** The identity provider's encryption key, X9.63. */
  readonly recipient: Uint8Array;
  readonly ephemeral: KeyAgreement;
  readonly iv: Uint8Array;
  /** `loginRequestEncryptionAPVPrefix`; empty when the extension set none. */
  readonly apvPrefix: string;
  readonly kid: string;
}

/** Encrypts the claims for the identity provider. */
export function encodeEncryptedLoginAssertion(
  claims: JsonObject,
  { recipient, ephemeral, iv, apvPrefix, kid }: PasswordEncryption,
  crypto: Digests & Aead,
): string {
  const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
  const partyVInfo = encodeAssertionPartyVInfo(apvPrefix, recipient, requiredText(claims, 'request_nonce'));
  const header = {
    typ: typ.encryptedLoginAssertion,
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid,
    epk: { ...jwkFromPoint(ephemeral.publicKey) },
    apu: toBase64url(partyUInfo),
    apv: toBase64url(partyVInfo),
  };
  const plaintext = utf8(appleJson(claims));
  return sealJwe(
    { headerJson: appleJson(header), plaintext, z: ephemeral.agree(recipient), partyUInfo, partyVInfo, iv },
    crypto,
  );
}

/**
 * Reads the envelope.
 * @throws {MessageError} `assertion_malformed`, `unsupported_algorithm`, `unexpected_typ`, `party_info_malformed`
 */
export function parseEncryptedLoginAssertion(compact: string): EncryptedLoginAssertion {
  try {
    const jwe = parseJwe(compact);
    const { alg, enc, epk, apu, apv, typ: found } = jwe.header as Record<string, unknown>;
    if (alg !== 'ECDH-ES' || enc !== 'A256GCM') {
      throw new MessageError('unsupported_algorithm', 'The encrypted assertion is not ECDH-ES with A256GCM.');
    }
    if (found !== typ.encryptedLoginAssertion) {
      throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of an encrypted login assertion.');
    }
    return { jwe, ephemeral: pointFromJwk(epk), partyUInfo: partyInfo(apu), partyVInfo: partyInfo(apv) };
  } catch (error) {
    if (error instanceof JoseError) throw new MessageError('assertion_malformed', error.message);
    throw error;
  }
}

/**
 * Decrypts the password assertion and checks that it was made for this key and this server nonce.
 * @throws {MessageError} `assertion_undecryptable`, `point_not_on_curve`, `party_info_malformed`,
 * `party_info_wrong_key`, `party_info_wrong_nonce`, `missing_claim`, `malformed_claim`
 */
export function openEncryptedLoginAssertion(
  assertion: EncryptedLoginAssertion,
  key: KeyAgreement,
  crypto: Digests & Aead,
): PasswordAssertion {
  const claims = decrypt(assertion, key, crypto);
  const parsed = { ...parseAssertionClaims(claims), password: requiredText(claims, 'password') };
  const [, recipient, requestNonce] = splitFields(assertion.partyVInfo);
  if (!recipient || !equals(recipient, key.publicKey)) {
    throw new MessageError('party_info_wrong_key', "The assertion's apv names another recipient key.");
  }
  if (!requestNonce || fromUtf8(requestNonce) !== parsed.requestNonce) {
    throw new MessageError('party_info_wrong_nonce', "The assertion's apv names another server nonce.");
  }
  return parsed;
}

function decrypt(assertion: EncryptedLoginAssertion, key: KeyAgreement, crypto: Digests & Aead): JsonObject {
  try {
    const text = fromUtf8(openJwe(assertion.jwe, { ...assertion, key }, crypto));
    const claims = text === undefined ? undefined : parseJsonObject(text);
    if (claims) return claims;
  } catch (error) {
    if (error instanceof KeyError) throw new MessageError('point_not_on_curve', error.message);
    if (!(error instanceof JoseError)) throw error;
  }
  throw new MessageError('assertion_undecryptable', 'The encrypted assertion does not decrypt to a JSON object.');
}

function partyInfo(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (!bytes) throw new MessageError('party_info_malformed', 'The encrypted assertion has no base64url apu and apv.');
  return bytes;
}
