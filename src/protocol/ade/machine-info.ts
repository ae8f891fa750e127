/**
 * Machine information (`MachineInfo`): what a Mac tells of itself when it asks for enrollment, as the content of a CMS message
 * that its device certificate signs. It is no proof of identity: such certificates have been taken out of devices. Source:
 * Apple's schema `other/machineinfo.yaml` (26.0); fact sheet section 2.3.
 */
import { type PlistDictionary, PlistError, writeBinaryPlist, writeXmlPlist } from '../encoding/plist/plist.ts';
import {
  optionalBoolean,
  optionalData,
  optionalString,
  parsePlistDictionary,
  stringAt,
} from '../encoding/plist/reading.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { defined } from './json-members.ts';

/** The dictionary, with Apple's keys. */
export interface MachineInfo {
  readonly UDID: string;
  readonly SERIAL: string;
  /** As `Mac15,6`. */
  readonly PRODUCT: string;
  /** The build, as `25A300`. */
  readonly VERSION: string;
  /** As `26.1`; macOS 14 and later. */
  readonly OS_VERSION?: string;
  readonly SUPPLEMENTAL_BUILD_VERSION?: string;
  readonly SUPPLEMENTAL_OS_VERSION_EXTRA?: string;
  readonly LANGUAGE?: string;
  readonly IMEI?: string;
  readonly MEID?: string;
  /** Only then may the answer be `com.apple.softwareupdate.required`; macOS 14. */
  readonly MDM_CAN_REQUEST_SOFTWARE_UPDATE?: boolean;
  readonly SOFTWARE_UPDATE_DEVICE_ID?: string;
  /** Only then may the answer be `com.apple.psso.required`; macOS 26. Absent once the Mac has signed in. */
  readonly MDM_CAN_REQUEST_PSSO_CONFIG?: boolean;
  readonly MANDATORY_SOFTWARE_UPDATE_REQUIRED?: boolean;
  readonly PAIRING_TOKEN?: Uint8Array;
}

/** The largest property list that is read, in bytes; a real one has about 1 kB. */
export const largestMachineInfo = 64 * 1024;

const texts = [
  'OS_VERSION',
  'SUPPLEMENTAL_BUILD_VERSION',
  'SUPPLEMENTAL_OS_VERSION_EXTRA',
  'LANGUAGE',
  'IMEI',
  'MEID',
  'SOFTWARE_UPDATE_DEVICE_ID',
] as const;
const flags = [
  'MDM_CAN_REQUEST_SOFTWARE_UPDATE',
  'MDM_CAN_REQUEST_PSSO_CONFIG',
  'MANDATORY_SOFTWARE_UPDATE_REQUIRED',
] as const;

/**
 * Reads a property list, XML or binary. It must be flat; keys that we do not know are kept out.
 * @throws {AdeMessageError} `ade_message_too_large`, `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed`
 */
export function parseMachineInfo(bytes: Uint8Array): MachineInfo {
  if (bytes.length > largestMachineInfo)
    throw new AdeMessageError('ade_message_too_large', 'The machine information has more than 64 KiB.');
  try {
    return readMachineInfo(
      parsePlistDictionary(bytes, { maximumBytes: largestMachineInfo, maximumDepth: 2, maximumValues: 400 }),
    );
  } catch (error) {
    throw error instanceof PlistError ? refusalOf(error) : error;
  }
}

function readMachineInfo(plist: PlistDictionary): MachineInfo {
  for (const [key, value] of Object.entries(plist))
    if (typeof value === 'object' && !(value instanceof Uint8Array) && !(value instanceof Date))
      throw new AdeMessageError('ade_member_malformed', `The member "${key.slice(0, 60)}" is not a single value.`);
  return defined({
    UDID: required(plist, 'UDID'),
    SERIAL: required(plist, 'SERIAL'),
    PRODUCT: required(plist, 'PRODUCT'),
    VERSION: required(plist, 'VERSION'),
    ...Object.fromEntries(texts.map((key) => [key, optionalString(plist, key)])),
    ...Object.fromEntries(flags.map((key) => [key, optionalBoolean(plist, key)])),
    PAIRING_TOKEN: optionalData(plist, 'PAIRING_TOKEN'),
  }) as MachineInfo;
}

/** Writes the XML form. */
export function encodeMachineInfo(info: MachineInfo): Uint8Array {
  return writeXmlPlist({ ...info });
}

/** Writes the binary form. */
export function encodeBinaryMachineInfo(info: MachineInfo): Uint8Array {
  return writeBinaryPlist({ ...info });
}

// It names a device in tables and URLs, so it must be a word.
function required(plist: PlistDictionary, key: string): string {
  const text = stringAt(plist, key);
  if (/^[\x21-\x7e]{1,100}$/.test(text)) return text;
  throw new AdeMessageError('ade_member_malformed', `The member "${key}" is not a word of at most 100 letters.`);
}

function refusalOf({ code, key, message }: PlistError): AdeMessageError {
  if (code === 'plist_missing_key')
    return new AdeMessageError('ade_member_missing', `The member "${key ?? ''}" is missing.`);
  if (code === 'plist_wrong_type') return new AdeMessageError('ade_member_malformed', message);
  return new AdeMessageError('ade_message_malformed', `The machine information cannot be read: ${message}.`);
}
