/** Sealing under the key that is fused into this Mac: what is sealed here opens nowhere else. */
import type { Aead } from '#protocol/crypto.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { concat } from '#protocol/encoding/bytes.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Random } from '#runtime/random.ts';
import { MacError } from '../mac-error.ts';
import type { Sealed } from './sealed.ts';

const ivLength = 12;
const tagLength = 16;

/** AES-256-GCM with a fresh IV: base64 of IV, ciphertext, tag. `purpose` must be named again to open. */
export function encryptUnder(
  key: Uint8Array,
  plaintext: Uint8Array,
  purpose: string,
  { random, aead }: { readonly random: Random; readonly aead: Aead },
): string {
  const iv = random.bytes(ivLength);
  const { ciphertext, tag } = aead.seal(key, iv, plaintext, utf8(purpose));
  return toBase64(concat(iv, ciphertext, tag));
}

/** Undefined when the text is damaged, or was made under another key or for another purpose. */
export function decryptUnder(key: Uint8Array, text: string, purpose: string, aead: Aead): Uint8Array | undefined {
  const bytes = fromBase64(text);
  if (!bytes || bytes.length < ivLength + tagLength) return undefined;
  const end = bytes.length - tagLength;
  return aead.open(key, bytes.subarray(0, ivLength), bytes.subarray(ivLength, end), bytes.subarray(end), utf8(purpose));
}

/** Seals and opens under one Mac's UID key. */
export interface Sealer {
  seal(plaintext: Uint8Array, purpose: string): Sealed;
  sealText(text: string, purpose: string): Sealed;
  /** @throws {MacError} `seal_broken` */
  open(sealed: Sealed, purpose: string): Uint8Array;
  /** @throws {MacError} `seal_broken` */
  openText(sealed: Sealed, purpose: string): string;
}

/** The sealer of a UID key of 32 bytes. @throws {MacError} `uid_key_malformed` */
export function uidSealer(uidKey: Uint8Array, random: Random, aead: Aead): Sealer {
  if (uidKey.length !== 32) throw new MacError('uid_key_malformed', 'The UID key is not 32 bytes.');
  const open = (sealed: Sealed, purpose: string) => {
    const plaintext = decryptUnder(uidKey, sealed, purpose, aead);
    if (!plaintext) throw new MacError('seal_broken', `What is sealed for "${purpose}" does not open on this Mac.`);
    return plaintext;
  };
  const seal = (plaintext: Uint8Array, purpose: string) => encryptUnder(uidKey, plaintext, purpose, { random, aead });
  return {
    seal,
    sealText: (text, purpose) => seal(utf8(text), purpose),
    open,
    openText: (sealed, purpose) => fromUtf8(open(sealed, purpose)) ?? '',
  };
}
