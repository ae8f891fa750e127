/**
 * A configuration profile as bytes: plain or signed, XML or binary. Inside this Mac it stands as JSON, with data in base64 and
 * dates in RFC 3339, as the rest of its state. Source: Apple, "Configuration Profile Reference".
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import {
  type PlistDictionary,
  PlistError,
  PlistReal,
  type PlistValue,
  isPlistDictionary,
  parsePlist,
} from '#protocol/encoding/plist/plist.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { parseSignedData } from '#protocol/cms/signed-data.ts';
import { ProfileError } from './payload-reader.ts';

/** A profile as it came, and as it is kept. */
export interface Mobileconfig {
  readonly plist: PlistDictionary;
  readonly content: JsonObject;
}

/** The outer dictionary of a profile. Whose signature it carries is not asked: macOS installs unsigned ones too. @throws {ProfileError} `unreadable` */
export function readMobileconfig(bytes: Uint8Array): Mobileconfig {
  try {
    const value = parsePlist(bytes[0] === 0x30 ? signedContent(bytes) : bytes);
    if (isPlistDictionary(value)) return { plist: value, content: jsonOf(value) };
  } catch (error) {
    if (!(error instanceof PlistError) && !(error instanceof CmsError)) throw error;
    throw new ProfileError('unreadable', `The profile cannot be read: ${error.message}`);
  }
  throw new ProfileError('unreadable', 'The profile is not a dictionary.');
}

/** A dictionary of a property list as JSON. */
export function jsonOf(dictionary: PlistDictionary): JsonObject {
  return Object.fromEntries(Object.entries(dictionary).map(([key, value]) => [key, jsonValue(value)]));
}

function jsonValue(value: PlistValue): JsonValue {
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof PlistReal) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return (value as readonly PlistValue[]).map(jsonValue);
  return typeof value === 'object' ? jsonOf(value as PlistDictionary) : value;
}

function signedContent(bytes: Uint8Array): Uint8Array {
  const { content } = parseSignedData(bytes);
  if (content) return content;
  throw new ProfileError('unreadable', 'The signed profile has nothing inside.');
}
