/** The `GeneratedUID` of an account: the same on every look, another on every Mac. */
import { nodeCrypto } from '#runtime/crypto.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';

/** An upper-case UUID made from the Mac's UDID and the short name. */
export function generatedUid(udid: string, shortName: string): string {
  const hex = toHex(nodeCrypto.sha256(utf8(`${udid}/${shortName}`))).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
