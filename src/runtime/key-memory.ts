const mostRemembered = 8192;
// RSA of 8192 bits has 1062 bytes. What strangers send may be longer, and is not worth keeping.
const longestRemembered = 1100;

/**
 * A bounded memory of imported public keys by their bytes. Importing one costs 35 us, half a verification. Only what a
 * key is gets remembered, never whether it may be used: that is asked of the store with every request. When full, the
 * older half is forgotten.
 */
export class KeyMemory<Key> {
  readonly #keys = new Map<string, Key>();

  /** The key of these bytes, made by `make` when it is not remembered. What `make` throws is not remembered. */
  get(bytes: Uint8Array, make: () => Key): Key {
    if (bytes.length > longestRemembered) return make();
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = make();
    if (this.#keys.size >= mostRemembered) this.#forgetHalf();
    this.#keys.set(name, key);
    return key;
  }

  #forgetHalf(): void {
    for (const oldest of this.#keys.keys()) {
      this.#keys.delete(oldest);
      if (this.#keys.size < mostRemembered / 2) break;
    }
  }
}
