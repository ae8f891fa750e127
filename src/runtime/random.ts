/** Randomness as an argument. */
import { randomFillSync } from 'node:crypto';

/** Gives random bytes. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** The system's random source. */
export const systemRandom: Random = { bytes: (length) => randomFillSync(new Uint8Array(length)) };
