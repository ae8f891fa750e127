/**
 * The settings of `com.apple.security.scep`, which stand inside its `PayloadContent` (Apple, "SCEP"; section 3.3). Read as
 * macOS reads them, with its defaults.
 */
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import {
  optionalArray,
  optionalData,
  optionalInteger,
  optionalString,
  stringAt,
} from '#protocol/encoding/plist/reading.ts';

/** What the Mac is to ask for, and where. */
export interface ScepSettings {
  /** Without a query: the client appends its own. */
  readonly url: string;
  readonly name: string | undefined;
  /** Relative names, each a list of pairs of type and value. */
  readonly subject: readonly (readonly (readonly [type: string, value: string])[])[];
  readonly challenge: string | undefined;
  readonly keySize: number;
  /** 1 signs, 4 deciphers; 0 says nothing. */
  readonly keyUsage: number;
  /** Of the authority's certificate; its length tells the hash. */
  readonly caFingerprint: Uint8Array | undefined;
  readonly retries: number;
  /** Seconds. */
  readonly retryDelay: number;
}

/** Reads the settings. @throws {PlistError} for a key that is missing or of another type */
export function readScepSettings(content: PlistDictionary): ScepSettings {
  return {
    url: stringAt(content, 'URL'),
    name: optionalString(content, 'Name'),
    subject: readSubject(optionalArray(content, 'Subject') ?? []),
    challenge: optionalString(content, 'Challenge'),
    keySize: optionalInteger(content, 'Keysize') ?? 1024,
    keyUsage: optionalInteger(content, 'Key Usage') ?? 0,
    caFingerprint: optionalData(content, 'CAFingerprint'),
    retries: optionalInteger(content, 'Retries') ?? 3,
    retryDelay: optionalInteger(content, 'RetryDelay') ?? 10,
  };
}

/** Reads a `Subject`: what is not a pair of texts is passed over, as macOS does. */
export function readSubject(names: readonly PlistValue[]): ScepSettings['subject'] {
  return names.map((set) =>
    (Array.isArray(set) ? (set as readonly PlistValue[]) : []).flatMap((pair): [string, string][] => {
      const [type, value] = Array.isArray(pair) ? (pair as readonly PlistValue[]) : [];
      return typeof type === 'string' && typeof value === 'string' ? [[type, value]] : [];
    }),
  );
}
