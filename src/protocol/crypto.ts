/**
 * The cryptography that the pure layer needs, as arguments.
 *
 * Synchronous on purpose: measured 2 to 5 times faster than promises on the path of a login. Private keys appear only
 * as operations (`Signer`, `KeyAgreement`), so that a key can live in a Secure Enclave, a smart card or a KMS, and a
 * published vector can be reproduced byte for byte.
 */

/** JWS algorithms of RFC 7518 section 3.1 that Platform SSO uses for devices, users, smart cards and id_tokens. */
export type JwsAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512';

/** Makes signatures with one private key. */
export interface Signer {
  readonly alg: JwsAlgorithm;
  /** The signature as JWS carries it (RFC 7518 section 3): r || s for ECDSA, the PKCS#1 v1.5 block for RSA. */
  sign(data: Uint8Array): Uint8Array;
}

/** Checks signatures with one public key. */
export interface VerificationKey {
  /** What the key is: an EC curve, or RSA with its modulus size. */
  readonly type: KeyType;
  /** False for a wrong signature, a wrong length, or an algorithm that this key cannot have. Never throws. */
  verify(alg: JwsAlgorithm, data: Uint8Array, signature: Uint8Array): boolean;
}

/** A public key's kind as JWS selects algorithms by it. */
export type KeyType =
  | { readonly kty: 'EC'; readonly crv: 'P-256' | 'P-384' | 'P-521' }
  | { readonly kty: 'RSA'; readonly bits: number };

/** The private half of an ECDH agreement on P-256. */
export interface KeyAgreement {
  /** Own public key, ANSI X9.63 uncompressed, 65 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * The X coordinate of the shared point, always 32 bytes.
   * @param other the peer's public key, X9.63 uncompressed, 65 bytes
   * @throws {KeyError} `point_not_on_curve` if `other` is not a point of P-256
   */
  agree(other: Uint8Array): Uint8Array;
}

/** Hash functions by their names in CMS and X.509. */
export type DigestName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Hash functions. SHA-1 is there because macOS still signs with it. */
export interface Digests {
  sha1(...parts: Uint8Array[]): Uint8Array;
  sha256(...parts: Uint8Array[]): Uint8Array;
  sha384(...parts: Uint8Array[]): Uint8Array;
  sha512(...parts: Uint8Array[]): Uint8Array;
}

/** Makes signatures as X.509 and CMS carry them, with one private key and a digest that each message names. */
export interface MessageSigner {
  readonly scheme: 'rsa' | 'ecdsa';
  /** The PKCS#1 v1.5 block for RSA, DER `Ecdsa-Sig-Value` for ECDSA. `data` is hashed here. */
  sign(digest: DigestName, data: Uint8Array): Uint8Array;
}

/** The private half of RSA key transport (RSAES-PKCS1-v1_5, RFC 8017 section 7.2). */
export interface RsaDecrypter {
  /**
   * The transported key, always `length` bytes. A ciphertext for another key, or one with broken padding, gives bytes
   * that look random and are the same each time (RFC 3218 section 2.3.2): no caller can tell which, so none becomes an
   * oracle. `length` is at most 32. Never throws for any ciphertext.
   */
  decryptKey(encrypted: Uint8Array, length: number): Uint8Array;
}

/** The public half of RSA key transport. */
export interface RsaEncrypter {
  /**
   * Encrypts a content key to an RSA key.
   * @param publicKey SubjectPublicKeyInfo, DER
   * @throws {KeyError} `malformed_key`, `unsupported_key`
   */
  encryptKey(publicKey: Uint8Array, key: Uint8Array): Uint8Array;
}

/** Block ciphers of CMS content encryption, all CBC with PKCS#7 padding. Single DES is here for test clients only. */
export type BlockCipherName = 'des-cbc' | 'des-ede3-cbc' | 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

/** Block ciphers in CBC mode with PKCS#7 padding (RFC 5652 section 6.3). Key and IV have the cipher's own lengths. */
export interface BlockCiphers {
  encrypt(cipher: BlockCipherName, key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Undefined when the ciphertext is no whole blocks or its padding is wrong. */
  decrypt(cipher: BlockCipherName, key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined;
}

/** AES-256-GCM (NIST SP 800-38D) with a 96-bit IV and a 128-bit tag. */
export interface Aead {
  seal(
    key: Uint8Array,
    iv: Uint8Array,
    plaintext: Uint8Array,
    aad: Uint8Array,
  ): { ciphertext: Uint8Array; tag: Uint8Array };
  /** Undefined when the tag does not fit. */
  open(
    key: Uint8Array,
    iv: Uint8Array,
    ciphertext: Uint8Array,
    tag: Uint8Array,
    aad: Uint8Array,
  ): Uint8Array | undefined;
}

/** Public keys from their wire forms. */
export interface KeyImport {
  /** @throws {KeyError} `point_not_on_curve` or `malformed_key` */
  p256(x963: Uint8Array): VerificationKey;
  /** @throws {KeyError} `malformed_key` or `unsupported_key` */
  spki(der: Uint8Array): VerificationKey;
}

/** Everything together, as `runtime/crypto.ts` provides it. */
export interface Crypto extends Digests, Aead, KeyImport {}

/** A key that cannot be used. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code: 'point_not_on_curve' | 'malformed_key' | 'unsupported_key';

  constructor(code: KeyError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
