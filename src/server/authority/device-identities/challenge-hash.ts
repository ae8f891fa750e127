import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';

/** What is kept of a challenge: its SHA-256. */
export function hashOf(challenge: string): Uint8Array {
  return nodeCrypto.sha256(utf8(challenge));
}
