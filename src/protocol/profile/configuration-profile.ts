/**
 * Configuration profiles: the outer dictionary (Apple, "TopLevel"; `application/x-apple-aspen-config`). The signed form is
 * in `signed-profile.ts`; encrypted ones are refused.
 */
import { type PlistDictionary, type PlistValue, parsePlist, writeXmlPlist } from '../encoding/plist/plist.ts';
import { asDictionary, booleanOr, dictionariesAt, optionalString, stringAt } from '../encoding/plist/reading.ts';
import {
  type Payload,
  commonPayloadKeys,
  displayTexts,
  membersWithout,
  namingKeys,
  readPayload,
  requireVersion1,
  writePayload,
} from './payload.ts';
import { ConfigurationProfileError } from './profile-error.ts';

/** The type of body that profiles are served with. */
export const profileMediaType = 'application/x-apple-aspen-config';

/** A profile: payloads that are installed and removed together. */
export interface ConfigurationProfile {
  /** What a newer profile replaces this one by. */
  readonly PayloadIdentifier: string;
  /** Of this rendering. */
  readonly PayloadUUID: string;
  readonly PayloadDisplayName?: string;
  readonly PayloadDescription?: string;
  readonly PayloadOrganization?: string;
  /** For the whole Mac, or for the user who installs it. Missing means User to macOS. */
  readonly PayloadScope?: PayloadScope;
  readonly PayloadRemovalDisallowed?: boolean;
  /** In the order in which they are installed. */
  readonly PayloadContent: readonly Payload[];
  /** Other keys of the outer dictionary. */
  readonly settings?: PlistDictionary;
}

/** Whom a profile is for. */
export type PayloadScope = 'System' | 'User';

const ownKeys = [...commonPayloadKeys, 'PayloadScope', 'PayloadRemovalDisallowed', 'PayloadContent'];

/**
 * Reads an unsigned profile, XML or binary.
 * @throws {ConfigurationProfileError} with the code of what is wrong
 */
export function parseConfigurationProfile(bytes: Uint8Array): ConfigurationProfile {
  return readConfigurationProfile(namingKeys(() => asDictionary(parsePlist(bytes))));
}

/**
 * Reads the outer dictionary of a profile.
 * @throws {ConfigurationProfileError} with the code of what is wrong
 */
export function readConfigurationProfile(from: PlistDictionary): ConfigurationProfile {
  return namingKeys(() => {
    requireConfiguration(from);
    const scope = scopeOf(from);
    const profile: ConfigurationProfile = {
      PayloadIdentifier: stringAt(from, 'PayloadIdentifier'),
      PayloadUUID: stringAt(from, 'PayloadUUID'),
      ...displayTexts(from),
      ...(scope === undefined ? {} : { PayloadScope: scope }),
      ...(booleanOr(from, 'PayloadRemovalDisallowed', false) ? { PayloadRemovalDisallowed: true } : {}),
      PayloadContent: dictionariesAt(from, 'PayloadContent').map(readPayload),
      settings: membersWithout(from, ownKeys),
    };
    requireUniqueNames(profile);
    return profile;
  });
}

/**
 * The bytes of a profile as an XML property list. The same profile always gives the same bytes: keys have a fixed order,
 * settings the order given.
 * @throws {ConfigurationProfileError} `profile_duplicate_identifier`, `profile_duplicate_uuid`
 */
export function buildConfigurationProfile(profile: ConfigurationProfile): Uint8Array<ArrayBuffer> {
  return writeXmlPlist(writeConfigurationProfile(profile));
}

/**
 * The outer dictionary of a profile.
 * @throws {ConfigurationProfileError} `profile_duplicate_identifier`, `profile_duplicate_uuid`
 */
export function writeConfigurationProfile(profile: ConfigurationProfile): PlistDictionary {
  requireUniqueNames(profile);
  const written: { [key: string]: PlistValue } = { PayloadType: 'Configuration', PayloadVersion: 1 };
  for (const key of writtenKeys) {
    const value = profile[key];
    if (value !== undefined) written[key] = value;
  }
  return { ...written, ...profile.settings, PayloadContent: profile.PayloadContent.map(writePayload) };
}

const writtenKeys = [
  'PayloadIdentifier',
  'PayloadUUID',
  'PayloadDisplayName',
  'PayloadDescription',
  'PayloadOrganization',
  'PayloadScope',
  'PayloadRemovalDisallowed',
] as const;

function requireConfiguration(from: PlistDictionary): void {
  if (stringAt(from, 'PayloadType') !== 'Configuration') {
    throw new ConfigurationProfileError(
      'profile_not_a_configuration',
      'PayloadType is not Configuration',
      'PayloadType',
    );
  }
  requireVersion1(from);
  if (booleanOr(from, 'IsEncrypted', false) || Object.hasOwn(from, 'EncryptedPayloadContent')) {
    throw new ConfigurationProfileError('profile_encrypted', 'the profile is encrypted');
  }
}

function scopeOf(from: PlistDictionary): PayloadScope | undefined {
  const scope = optionalString(from, 'PayloadScope');
  if (scope === undefined || scope === 'System' || scope === 'User') return scope;
  throw new ConfigurationProfileError('profile_bad_scope', 'PayloadScope is neither System nor User', 'PayloadScope');
}

function requireUniqueNames({ PayloadUUID, PayloadContent }: ConfigurationProfile): void {
  const uuids = [PayloadUUID, ...PayloadContent.map((payload) => payload.PayloadUUID)];
  if (new Set(uuids).size < uuids.length) {
    throw new ConfigurationProfileError('profile_duplicate_uuid', 'one PayloadUUID is used twice', 'PayloadUUID');
  }
  const identifiers = PayloadContent.map((payload) => payload.PayloadIdentifier);
  if (new Set(identifiers).size < identifiers.length) {
    const message = 'one PayloadIdentifier is used by two payloads';
    throw new ConfigurationProfileError('profile_duplicate_identifier', message, 'PayloadIdentifier');
  }
}
