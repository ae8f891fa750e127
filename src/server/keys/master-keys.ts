/** The master key at work: its versions in memory, a sealer over them, and the way to a new version. */
import type { Aead } from '#protocol/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { addMasterKeyVersion, readMasterKeyFile } from './master-key-file.ts';
import { createSealer, type MasterKey, type Sealer } from './sealer.ts';

/** Holds the versions. A version that another process added to the file is read when it is first met. */
export class MasterKeys {
  readonly #path: string;
  readonly #random: Random;
  #masterKey: MasterKey;

  constructor(path: string, masterKey: MasterKey, random: Random) {
    this.#path = path;
    this.#masterKey = masterKey;
    this.#random = random;
  }

  /** Seals with the current version, opens with any. */
  sealer(crypto: Aead): Sealer {
    const sealer = createSealer(() => this.#masterKey, crypto, this.#random);
    return {
      ...sealer,
      open: (sealed, context) => {
        const version = ((sealed[0] ?? 0) << 8) | (sealed[1] ?? 0);
        if (version > this.#masterKey.current) this.#masterKey = readMasterKeyFile(this.#path);
        return sealer.open(sealed, context);
      },
    };
  }

  /** Adds a version and makes it current. Returns its number. @throws {MasterKeyError} */
  addVersion(): number {
    this.#masterKey = addMasterKeyVersion(this.#path, readMasterKeyFile(this.#path), this.#random);
    return this.#masterKey.current;
  }
}
