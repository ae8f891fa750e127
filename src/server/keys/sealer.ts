/**
 * Sealing of secrets at rest: AES-256-GCM under a master key that has versions, so that it can be replaced while old
 * values are still readable. Owns no secret but the master key itself.
 */
import type { Aead } from '#protocol/crypto.ts';
import { concat } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Random } from '#runtime/random.ts';

/** A sealed value that cannot be opened: another context, another key, or damage. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: 'unknown_master_key_version' | 'seal_broken';

  constructor(code: SealError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Seals and opens. `context` names what the value is and whom it belongs to; it must be the same both times. */
export interface Sealer {
  seal(plaintext: Uint8Array, context: string): Uint8Array;
  /** @throws {SealError} `unknown_master_key_version`, `seal_broken` */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /** Whether a value is sealed under the newest version. */
  isCurrent(sealed: Uint8Array): boolean;
}

/** A master key's versions: 32 bytes each. */
export interface MasterKey {
  readonly current: number;
  readonly versions: ReadonlyMap<number, Uint8Array>;
}

const headerLength = 2 + 12 + 16;

/** Layout: version (2 bytes, big endian), IV (12), tag (16), ciphertext. The context is authenticated, not stored. */
export function createSealer(masterKey: () => MasterKey, crypto: Aead, random: Random): Sealer {
  return {
    seal(plaintext, context) {
      const { current, versions } = masterKey();
      const iv = random.bytes(12);
      const { ciphertext, tag } = crypto.seal(keyOf(versions, current), iv, plaintext, utf8(context));
      return concat(new Uint8Array([current >>> 8, current & 0xff]), iv, tag, ciphertext);
    },
    open(sealed, context) {
      if (sealed.length < headerLength) throw new SealError('seal_broken', 'A sealed value is too short.');
      const key = keyOf(masterKey().versions, versionOf(sealed));
      const body = sealed.subarray(headerLength);
      const plaintext = crypto.open(key, sealed.subarray(2, 14), body, sealed.subarray(14, 30), utf8(context));
      if (!plaintext) throw new SealError('seal_broken', 'A sealed value was changed or moved.');
      return plaintext;
    },
    isCurrent: (sealed) => versionOf(sealed) === masterKey().current,
  };
}

function versionOf(sealed: Uint8Array): number {
  return ((sealed[0] ?? 0) << 8) | (sealed[1] ?? 0);
}

function keyOf(versions: ReadonlyMap<number, Uint8Array>, version: number): Uint8Array {
  const key = versions.get(version);
  if (!key) {
    throw new SealError(
      'unknown_master_key_version',
      `A secret is sealed under master key version ${version}, which this server was not given.`,
    );
  }
  return key;
}
