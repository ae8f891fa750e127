/**
 * What a service answers a Mac with status 403 instead of a profile or a command: a code that macOS acts upon, a text for the
 * person and details. JSON as `application/json`, or a property list as `application/xml`; keys are in lower case (some of
 * Apple's prose writes capitals). Sources: Apple's schema `mdm/errors/*.yaml`; fact sheet section 2.4.
 */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../encoding/json.ts';
import {
  type PlistDictionary,
  PlistError,
  type PlistValue,
  isPlistDictionary,
  writeXmlPlist,
} from '../encoding/plist/plist.ts';
import { optionalDictionary, optionalString, parsePlistDictionary, stringAt } from '../encoding/plist/reading.ts';
import { fromUtf8 } from '../encoding/utf8.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { defined, optionalObjectAt, optionalTextAt, readJsonBody, textAt } from './json-members.ts';

/** The document. Data in `details` is base64 in JSON and `<data>` in XML. */
export interface ErrorDocument {
  readonly code: string;
  /** For logs; macOS shows it to nobody. */
  readonly description?: string;
  /** Shown to the person. */
  readonly message?: string;
  readonly details?: PlistDictionary;
}

/** The media type of each form. The service sends JSON: it is what Apple's newest sample shows. */
export const errorDocumentMediaType = { json: 'application/json', xml: 'application/xml' } as const;

/** Writes the JSON form. */
export function encodeErrorDocument({ details, ...others }: ErrorDocument): string {
  return JSON.stringify({ ...others, ...(details === undefined ? {} : { details: jsonOf(details) }) });
}

/** Writes the XML form. */
export function encodeXmlErrorDocument(document: ErrorDocument): Uint8Array {
  return writeXmlPlist({ ...document });
}

/**
 * Reads either form by its media type, whose parameters do not matter. Data in JSON stays base64 text: see {@link dataOf}.
 * @throws {AdeMessageError} `ade_message_malformed` (also for another media type), `ade_member_missing`, `ade_member_malformed`
 */
export function parseErrorDocument(body: Uint8Array, contentType: string): ErrorDocument {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === errorDocumentMediaType.json) return readJson(body);
  if (type === errorDocumentMediaType.xml) return readXml(body);
  throw new AdeMessageError('ade_message_malformed', 'The error document is neither JSON nor XML.');
}

/** Data of a detail, from either form; undefined when it is neither data nor base64. */
export function dataOf(value: PlistValue): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? fromBase64(value) : undefined;
}

function readJson(body: Uint8Array): ErrorDocument {
  const json = readJsonBody(fromUtf8(body) ?? '');
  const details = optionalObjectAt(json, 'details');
  return defined({
    code: textAt(json, 'code'),
    description: optionalTextAt(json, 'description'),
    message: optionalTextAt(json, 'message'),
    details: details && plistOf(details),
  });
}

function readXml(body: Uint8Array): ErrorDocument {
  try {
    const plist = parsePlistDictionary(body, { maximumBytes: 64 * 1024, maximumDepth: 8, maximumValues: 1000 });
    return defined({
      code: stringAt(plist, 'code'),
      description: optionalString(plist, 'description'),
      message: optionalString(plist, 'message'),
      details: optionalDictionary(plist, 'details'),
    });
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    const code = error.code === 'plist_missing_key' ? 'ade_member_missing' : 'ade_message_malformed';
    throw new AdeMessageError(code, `The error document cannot be read: ${error.message}.`);
  }
}

function jsonOf(value: PlistValue): JsonValue {
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  if (isPlistDictionary(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
  return Array.isArray(value) ? value.map((item: PlistValue) => jsonOf(item)) : (value as JsonValue);
}

// Nulls have no place in a property list and say nothing.
function plistOf(json: JsonObject): PlistDictionary {
  const members = Object.entries(json).filter(([, value]) => value !== null);
  return Object.fromEntries(members.map(([key, value]) => [key, plistValueOf(value)]));
}

function plistValueOf(value: JsonValue): PlistValue {
  if (isJsonObject(value)) return plistOf(value);
  if (Array.isArray(value))
    return value.filter((item: JsonValue) => item !== null).map((item: JsonValue) => plistValueOf(item));
  return value as string | number | boolean;
}
