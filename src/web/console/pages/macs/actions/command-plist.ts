/** The keys of a command as the property list that the server takes. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';

/** XML of a dictionary; members that are empty texts or undefined are left out. */
export function commandPlist(keys: Readonly<Record<string, PlistDictionary[string] | undefined>>): string {
  const given = Object.entries(keys).filter(([, value]) => value !== undefined && value !== '');
  return fromUtf8(encodeDictionary(Object.fromEntries(given) as PlistDictionary)) ?? '';
}
