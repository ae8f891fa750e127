/**
 * Property lists (Apple: `plist(5)`), in the two forms that Macs send and take: XML and binary. Reading is bounded and
 * strict; writing gives Apple's layout.
 */
import { parseBinaryPlist } from './binary-reader.ts';
import { type PlistLimits, type PlistValue, defaultPlistLimits } from './plist-value.ts';
import { parseXmlPlist } from './xml-reader.ts';

export { writeBinaryPlist } from './binary-writer.ts';
export { PlistError } from './plist-error.ts';
export type { PlistErrorCode } from './plist-error.ts';
export { PlistReal, defaultPlistLimits, isPlistDictionary } from './plist-value.ts';
export type { PlistDictionary, PlistLimits, PlistValue, PlistWritable } from './plist-value.ts';
export { writeXmlPlist } from './xml-writer.ts';

const magic = [0x62, 0x70, 0x6c, 0x69, 0x73, 0x74];

/**
 * The value of a property list in either form, told apart by its first bytes.
 * @throws {PlistError} with the code of what is wrong
 */
export function parsePlist(bytes: Uint8Array, limits: PlistLimits = defaultPlistLimits): PlistValue {
  const isBinary = magic.every((octet, index) => bytes[index] === octet);
  return isBinary ? parseBinaryPlist(bytes, limits) : parseXmlPlist(bytes, limits);
}
