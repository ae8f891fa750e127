/** The Concat KDF of NIST SP 800-56A as JOSE uses it for direct key agreement (RFC 7518 section 4.6.2). */
import type { Digests } from '../crypto.ts';
import { concat, uint32 } from '../encoding/bytes.ts';
import { utf8 } from '../encoding/utf8.ts';

/** What goes into the hash besides the shared secret. */
export interface KdfInfo {
  /** The `enc` value, because the derived key is used directly. */
  readonly algorithmId: string;
  readonly partyUInfo: Uint8Array;
  readonly partyVInfo: Uint8Array;
}

const oneRound = uint32(1);
const bits256 = uint32(256);

/** The complete input of the one hash round that 256 bits need. Apple prints it, so it is checked on its own. */
export function concatKdfInput(z: Uint8Array, info: KdfInfo): Uint8Array {
  const algorithmId = utf8(info.algorithmId);
  return concat(
    oneRound,
    z,
    uint32(algorithmId.length),
    algorithmId,
    uint32(info.partyUInfo.length),
    info.partyUInfo,
    uint32(info.partyVInfo.length),
    info.partyVInfo,
    bits256,
  );
}

/** A 256-bit key from the shared secret `z` (32 bytes). */
export function concatKdf(z: Uint8Array, info: KdfInfo, digests: Digests): Uint8Array {
  return digests.sha256(concatKdfInput(z, info));
}
