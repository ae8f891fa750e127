/**
 * The pure layer's cryptography on `node:crypto`.
 *
 * Measured on Node 24: one-shot `sign` and `verify` with a bare KeyObject and DER signatures, AES with a KeyObject,
 * `generateKeyPairSync` with `diffieHellman`; any other spelling costs 1.5 to 10 times as much.
 */
import {
  type KeyObject,
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import {
  type Crypto,
  type DigestName,
  type JwsAlgorithm,
  type KeyAgreement,
  KeyError,
  type KeyType,
  type Signer,
  type VerificationKey,
} from '#protocol/crypto.ts';
import { concat, fromHex } from '#protocol/encoding/bytes.ts';
import { algorithms, fits } from '#protocol/jose/algorithms.ts';
import { derFromP1363, p1363FromDer } from '#protocol/jose/ecdsa-signature.ts';
import { isUncompressedP256, pointFromJwk } from '#protocol/jose/jwk.ts';
import { KeyMemory } from './key-memory.ts';

/** SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480). */
const p256SpkiPrefix = fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200');
const verificationKeys = new KeyMemory<VerificationKey>();
const agreementKeys = new KeyMemory<KeyObject>();
const curves: Readonly<Record<string, 'P-256' | 'P-384' | 'P-521'>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** The one implementation. Stateless but for a bounded memory of imported public keys. */
export const nodeCrypto: Crypto = {
  sha1: (...parts) => digest('sha1', parts),
  sha256: (...parts) => digest('sha256', parts),
  sha384: (...parts) => digest('sha384', parts),
  sha512: (...parts) => digest('sha512', parts),
  seal: sealAesGcm,
  open: openAesGcm,
  p256: (x963) => verificationKeys.get(x963, () => new NodeVerificationKey(importP256(x963))),
  spki: (der) => verificationKeys.get(der, () => new NodeVerificationKey(importSpki(der))),
};

/** A fresh P-256 key for one agreement, from the system's random source. */
export function generateKeyAgreement(): KeyAgreement {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return agreementOf(privateKey, pointFromJwk(publicKey.export({ format: 'jwk' })));
}

/** The agreement half of a P-256 private key. @throws {KeyError} `unsupported_key` for any other key */
export function keyAgreement(privateKey: KeyObject): KeyAgreement {
  return agreementOf(privateKey, p256Point(createPublicKey(privateKey)));
}

function agreementOf(privateKey: KeyObject, publicKey: Uint8Array): KeyAgreement {
  return {
    publicKey,
    agree(other) {
      const peer = agreementKeys.get(other, () => importP256(other));
      return diffieHellman({ privateKey, publicKey: peer });
    },
  };
}

/** A signer with a private key. `alg` defaults to what the key's curve says, RS256 for RSA. */
export function keySigner(privateKey: KeyObject, alg: JwsAlgorithm = defaultAlgorithm(keyType(privateKey))): Signer {
  const facts = algorithms[alg];
  if (!fits(alg, keyType(privateKey))) throw new KeyError('unsupported_key', `The key cannot be used with ${alg}.`);
  return {
    alg,
    sign(data) {
      const signature = sign(facts.hash, data, privateKey);
      return facts.coordinate === undefined ? signature : (p1363FromDer(signature, facts.coordinate) ?? signature);
    },
  };
}

/**
 * The uncompressed X9.63 point of a P-256 public or private key, 65 bytes.
 * @throws {KeyError} `unsupported_key` for any other key
 */
export function p256Point(key: KeyObject): Uint8Array<ArrayBuffer> {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new KeyError('unsupported_key', 'Not a P-256 key.');
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(spki.length - 65));
}

/** A P-256 private key from its JWK members, base64url of 32 bytes each. */
export function p256PrivateKey(jwk: { x: string; y: string; d: string }): KeyObject {
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', ...jwk }, format: 'jwk' });
}

/**
 * A public key object from an uncompressed P-256 point.
 * @throws {KeyError} `malformed_key`, `point_not_on_curve`
 */
export function importP256(x963: Uint8Array): KeyObject {
  if (!isUncompressedP256(x963)) throw new KeyError('malformed_key', 'Not an uncompressed P-256 point of 65 bytes.');
  try {
    return createPublicKey({ key: Buffer.from(concat(p256SpkiPrefix, x963)), format: 'der', type: 'spki' });
  } catch {
    throw new KeyError('point_not_on_curve', 'The point is not on the curve P-256.');
  }
}

/** Whether two byte strings are equal, in time that depends on their lengths only. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What kind of key it is, in JWS terms. @throws {KeyError} `unsupported_key` */
export function keyType(key: KeyObject): KeyType {
  const details = key.asymmetricKeyDetails;
  const crv = curves[details?.namedCurve ?? ''];
  if (key.asymmetricKeyType === 'ec' && crv) return { kty: 'EC', crv };
  if (key.asymmetricKeyType === 'rsa' && details?.modulusLength) return { kty: 'RSA', bits: details.modulusLength };
  throw new KeyError('unsupported_key', 'The key is neither EC on a NIST curve nor RSA.');
}

class NodeVerificationKey implements VerificationKey {
  readonly type: KeyType;
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
    this.type = keyType(key);
  }

  verify(alg: JwsAlgorithm, data: Uint8Array, signature: Uint8Array): boolean {
    const { hash, coordinate } = algorithms[alg];
    if (!fits(alg, this.type)) return false;
    if (coordinate === undefined) {
      return verify(hash, data, { key: this.#key, padding: constants.RSA_PKCS1_PADDING }, signature);
    }
    return signature.length === coordinate * 2 && verify(hash, data, this.#key, derFromP1363(signature));
  }
}

function importSpki(der: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch {
    throw new KeyError('malformed_key', 'Not a SubjectPublicKeyInfo that can be imported.');
  }
}

function defaultAlgorithm(type: KeyType): JwsAlgorithm {
  if (type.kty === 'RSA') return 'RS256';
  return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[type.crv] as JwsAlgorithm;
}

function digest(algorithm: DigestName, parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return hash(algorithm, only, 'buffer');
  const state = createHash(algorithm);
  for (const part of parts) state.update(part);
  return state.digest();
}

function sealAesGcm(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array, aad: Uint8Array) {
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), iv);
  cipher.setAAD(aad);
  const body = cipher.update(plaintext);
  const rest = cipher.final();
  return { ciphertext: rest.length === 0 ? body : concat(body, rest), tag: cipher.getAuthTag() };
}

function openAesGcm(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array, aad: Uint8Array) {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), iv, { authTagLength: 16 });
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const body = decipher.update(ciphertext);
  try {
    const rest = decipher.final();
    return rest.length === 0 ? body : concat(body, rest);
  } catch {
    return undefined;
  }
}
