import type { MacParts } from '../mac-parts.ts';

const alphabet = 'ABCDEFGHIJKLMNPQRSTUVWXYZ1234567';

/** A new personal recovery key of FileVault: six groups of four characters. */
export function newRecoveryKey(mac: MacParts): string {
  const characters = [...mac.ports.random.bytes(24)].map((byte) => alphabet[byte % alphabet.length] ?? '').join('');
  const key = characters.match(/.{4}/g)?.join('-') ?? '';
  mac.state.fileVault.recoveryKey = mac.sealer.sealText(key, 'file vault recovery key');
  return key;
}
