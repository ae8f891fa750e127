/**
 * The enrollment profile of Automated Device Enrollment: what Apple hands to a Mac when it is activated, so that it finds
 * its device management service. JSON; the service defines it with `POST /profile`, Apple gives it out. Source: Apple,
 * object Profile, and the errors of "Define a Profile"; fact sheet section 1.5.
 */
import { fromBase64 } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { utf8 } from '../encoding/utf8.ts';
import type { DeviceServicesErrorWord } from './device-services/error-text.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { defined, optionalFlagAt, optionalTextAt, optionalTextsAt, readJsonBody, textAt } from './json-members.ts';

/** The profile, with Apple's names. */
export interface EnrollmentProfile {
  readonly profile_name: string;
  /** Where the Mac posts its machine information to. */
  readonly url: string;
  /** When present the Mac opens this in a web view instead of posting to `url`. */
  readonly configuration_web_url?: string;
  /** Echoed to the user interface of the organisation; opaque. */
  readonly org_magic?: string;
  /** DER in base64: trusted for `url` and `configuration_web_url` beside the built-in roots. */
  readonly anchor_certs?: readonly string[];
  readonly supervising_host_certs?: readonly string[];
  readonly is_supervised?: boolean;
  readonly is_mandatory?: boolean;
  /** True unless given; false only together with `is_supervised`. */
  readonly is_mdm_removable?: boolean;
  readonly is_multi_user?: boolean;
  /** Setup Assistant waits until the service says `DeviceConfigured`. */
  readonly await_device_configured?: boolean;
  readonly auto_advance_setup?: boolean;
  readonly allow_pairing?: boolean;
  readonly do_not_use_profile_from_backup?: boolean;
  readonly skip_setup_items?: readonly string[];
  readonly department?: string;
  readonly support_phone_number?: string;
  readonly support_email_address?: string;
  readonly language?: string;
  readonly region?: string;
  /** Serial numbers to assign it to at once. */
  readonly devices?: readonly string[];
}

const texts = [
  'configuration_web_url',
  'org_magic',
  'department',
  'support_phone_number',
  'support_email_address',
  'language',
  'region',
] as const;
const flags = [
  'is_supervised',
  'is_mandatory',
  'is_mdm_removable',
  'is_multi_user',
  'await_device_configured',
  'auto_advance_setup',
  'allow_pairing',
  'do_not_use_profile_from_backup',
] as const;
const lists = ['anchor_certs', 'supervising_host_certs', 'skip_setup_items', 'devices'] as const;

/** Reads a profile; members that we do not know are kept out. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseEnrollmentProfile(body: string): EnrollmentProfile {
  return readEnrollmentProfile(readJsonBody(body));
}

/** Reads a profile from an object. @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed` */
export function readEnrollmentProfile(json: JsonObject): EnrollmentProfile {
  const profile = defined({
    profile_name: textAt(json, 'profile_name'),
    url: textAt(json, 'url'),
    ...Object.fromEntries(texts.map((name) => [name, optionalTextAt(json, name)])),
    ...Object.fromEntries(flags.map((name) => [name, optionalFlagAt(json, name)])),
    ...Object.fromEntries(lists.map((name) => [name, optionalTextsAt(json, name)])),
  }) as EnrollmentProfile;
  for (const name of ['anchor_certs', 'supervising_host_certs'] as const)
    if (profile[name]?.some((text) => fromBase64(text) === undefined))
      throw new AdeMessageError('ade_member_malformed', `The member "${name}" is not base64.`);
  return profile;
}

/** Writes a profile: members in the order they are in. */
export function encodeEnrollmentProfile(profile: EnrollmentProfile): string {
  return JSON.stringify(profile);
}

/** What Apple would say of a profile: undefined when it takes it. Lengths are Apple's (UTF-8 bytes, URL characters). */
export function profileFault(json: JsonObject): DeviceServicesErrorWord | undefined {
  const { profile_name: name, url, department, org_magic: magic } = json;
  if (name === undefined || name === null) return 'CONFIG_NAME_REQUIRED';
  if (!isTextUpTo(name, 125)) return 'CONFIG_NAME_INVALID';
  if (url === undefined || url === null) return 'CONFIG_URL_REQUIRED';
  if (!isTextUpTo(url, 2000) || !/^https?:\/\/[^\s/]+/i.test(url)) return 'CONFIG_URL_INVALID';
  if (department !== undefined && !isTextUpTo(department, 125)) return 'DEPARTMENT_INVALID';
  if (magic !== undefined && !isTextUpTo(magic, 256)) return 'MAGIC_INVALID';
  if (json['support_phone_number'] !== undefined && !isTextUpTo(json['support_phone_number'], 50))
    return 'SUPPORT_PHONE_INVALID';
  if (json['support_email_address'] !== undefined && !isTextUpTo(json['support_email_address'], 250))
    return 'SUPPORT_EMAIL_INVALID';
  if (json['is_mdm_removable'] === false && json['is_supervised'] !== true) return 'FLAGS_INVALID';
  return undefined;
}

function isTextUpTo(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value !== '' && utf8(value).length <= bytes;
}
