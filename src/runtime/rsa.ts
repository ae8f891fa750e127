/** RSA as CMS uses it: signatures with a digest of the message's choosing, and the transport of content keys. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPair,
  hash,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import { KeyError, type MessageSigner, type RsaDecrypter, type RsaEncrypter } from '#protocol/crypto.ts';
import { KeyMemory } from './key-memory.ts';

const generate = promisify(generateKeyPair);
const encryptionKeys = new KeyMemory<KeyObject>();
const longestContentKey = 32;

/** A fresh RSA private key, made on the thread pool (50 to 500 ms for 2048 bits; 1024 are what Macs have from the factory). */
export async function generateRsaKey(bits: 1024 | 2048 | 3072 | 4096 = 2048): Promise<KeyObject> {
  const { privateKey } = await generate('rsa', { modulusLength: bits });
  return privateKey;
}

/**
 * A signer of CMS messages with an RSA or EC private key.
 * @throws {KeyError} `unsupported_key` for any other key
 */
export function messageSigner(privateKey: KeyObject): MessageSigner {
  const type = privateKey.asymmetricKeyType;
  if (type !== 'rsa' && type !== 'ec') throw new KeyError('unsupported_key', 'The key is neither RSA nor EC.');
  return { scheme: type === 'rsa' ? 'rsa' : 'ecdsa', sign: (digest, data) => sign(digest, data, privateKey) };
}

/** Opens content keys with an RSA private key. @throws {KeyError} `unsupported_key` for any other key */
export function rsaDecrypter(privateKey: KeyObject): RsaDecrypter {
  if (privateKey.asymmetricKeyType !== 'rsa') throw new KeyError('unsupported_key', 'The key is not RSA.');
  // What takes the place of a key that could not be opened must be unknown outside and the same each time.
  const secret = hash('sha256', privateKey.export({ format: 'der', type: 'pkcs8' }), 'buffer');
  return {
    decryptKey(encrypted, length) {
      if (length > longestContentKey) throw new RangeError(`content keys have at most ${longestContentKey} bytes`);
      const instead = createHmac('sha256', secret).update(encrypted).digest().subarray(0, length);
      const opened = decrypt(privateKey, encrypted);
      return opened?.length === length ? opened : instead;
    },
  };
}

function decrypt(key: KeyObject, encrypted: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encrypted);
  } catch {
    return undefined;
  }
}

/** Encrypts content keys to the RSA keys of certificates. */
export const rsaEncrypter: RsaEncrypter = {
  encryptKey(publicKey, contentKey) {
    const key = encryptionKeys.get(publicKey, () => importRsa(publicKey));
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, contentKey);
  },
};

function importRsa(spki: Uint8Array): KeyObject {
  const key = importSpki(spki);
  if (key.asymmetricKeyType !== 'rsa') throw new KeyError('unsupported_key', 'The key is not RSA.');
  return key;
}

function importSpki(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    throw new KeyError('malformed_key', 'Not a SubjectPublicKeyInfo that can be imported.');
  }
}
