/** The keys that all payloads of configuration profiles share (Apple, "CommonPayloadKeys"). */
import { PlistError, type PlistDictionary } from '../encoding/plist/plist.ts';
import { integerAt, optionalString, stringAt } from '../encoding/plist/reading.ts';
import { ConfigurationProfileError } from './profile-error.ts';

/** A payload: one thing that a profile sets. */
export interface Payload {
  /** What it sets, such as `com.apple.mdm`. */
  readonly PayloadType: string;
  /** Unique within the profile; what a newer profile replaces this payload by. */
  readonly PayloadIdentifier: string;
  /** Unique in the world; other payloads refer to it. */
  readonly PayloadUUID: string;
  readonly PayloadVersion: 1;
  readonly PayloadDisplayName?: string;
  readonly PayloadDescription?: string;
  readonly PayloadOrganization?: string;
  /** The keys of its type, without the ones above. */
  readonly settings: PlistDictionary;
}

/** The common keys in the order in which they are written. */
export const commonPayloadKeys = [
  'PayloadType',
  'PayloadVersion',
  'PayloadIdentifier',
  'PayloadUUID',
  'PayloadDisplayName',
  'PayloadDescription',
  'PayloadOrganization',
] as const;

/** Names of people for a payload or a profile, where it has them. */
export function displayTexts(
  from: PlistDictionary,
): Pick<Payload, 'PayloadDisplayName' | 'PayloadDescription' | 'PayloadOrganization'> {
  const texts: Record<string, string> = {};
  for (const key of ['PayloadDisplayName', 'PayloadDescription', 'PayloadOrganization']) {
    const text = optionalString(from, key);
    if (text !== undefined) texts[key] = text;
  }
  return texts;
}

/** The members of a dictionary other than these, in their order. */
export function membersWithout(from: PlistDictionary, keys: readonly string[]): PlistDictionary {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

/**
 * Reads a payload. A missing PayloadVersion is 1: hand-made profiles leave it out, and macOS takes them.
 * @throws {ConfigurationProfileError} `profile_missing_key`, `profile_wrong_type`, `profile_unsupported_version`
 */
export function readPayload(from: PlistDictionary): Payload {
  return namingKeys(() => {
    requireVersion1(from);
    return {
      PayloadType: stringAt(from, 'PayloadType'),
      PayloadVersion: 1,
      PayloadIdentifier: stringAt(from, 'PayloadIdentifier'),
      PayloadUUID: stringAt(from, 'PayloadUUID'),
      ...displayTexts(from),
      settings: membersWithout(from, commonPayloadKeys),
    };
  });
}

/** The dictionary of a payload: common keys first, then its settings in the order given. */
export function writePayload(payload: Payload): PlistDictionary {
  const written: { [key: string]: PlistDictionary[string] } = {};
  for (const key of commonPayloadKeys) {
    const value = payload[key];
    if (value !== undefined) written[key] = value;
  }
  return { ...written, ...payload.settings };
}

/** The format version of a payload or profile. @throws {ConfigurationProfileError} `profile_unsupported_version` */
export function requireVersion1(from: PlistDictionary): void {
  if (Object.hasOwn(from, 'PayloadVersion') && integerAt(from, 'PayloadVersion') !== 1) {
    throw new ConfigurationProfileError('profile_unsupported_version', 'PayloadVersion is not 1', 'PayloadVersion');
  }
}

/** Runs a reader, and turns what it says of a property list's keys into what that means for a profile. */
export function namingKeys<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    throw new ConfigurationProfileError(meanings[error.code] ?? 'profile_malformed', error.message, error.key);
  }
}

const meanings: Readonly<Partial<Record<PlistError['code'], ConfigurationProfileError['code']>>> = {
  plist_missing_key: 'profile_missing_key',
  plist_wrong_type: 'profile_wrong_type',
};
