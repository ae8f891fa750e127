import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { BlockCipherName, BlockCiphers } from '#protocol/crypto.ts';
import { concat } from '#protocol/encoding/bytes.ts';

/** CBC with PKCS#7 padding on `node:crypto`. */
export const blockCiphers: BlockCiphers = {
  encrypt(cipher, key, iv, plaintext) {
    const state = createCipheriv(nodeName(cipher), nodeKey(cipher, key), iv);
    return concat(state.update(plaintext), state.final());
  },
  decrypt(cipher, key, iv, ciphertext) {
    const state = createDecipheriv(nodeName(cipher), nodeKey(cipher, key), iv);
    try {
      return concat(state.update(ciphertext), state.final());
    } catch {
      return undefined;
    }
  },
};

// OpenSSL 3 has single DES in its legacy provider only. Triple DES with one key three times is single DES.
function nodeName(cipher: BlockCipherName): string {
  return cipher === 'des-cbc' ? 'des-ede3-cbc' : cipher;
}

function nodeKey(cipher: BlockCipherName, key: Uint8Array): Uint8Array {
  return cipher === 'des-cbc' ? concat(key, key, key) : key;
}
