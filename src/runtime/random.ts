/** Randomness as an argument. */
import { randomFillSync } from 'node:crypto';

/** Gives random bytes. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** Bytes asked of the system at a time: one call costs the same for 32 bytes as for this many. */
const poolSize = 4096;
const pool = new Uint8Array(poolSize);
let used = poolSize;

/** The system's random source. What was given out is wiped from the pool. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > poolSize) return randomFillSync(new Uint8Array(length));
    if (used + length > poolSize) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + length);
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  },
};
