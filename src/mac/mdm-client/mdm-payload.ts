/**
 * The payload `com.apple.mdm` as this Mac reads it, and what may not change when it is replaced. Source: Apple, "MDM" payload;
 * the immutable keys stand in "Updating the MDM profile".
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { isJsonObject } from '#protocol/encoding/json.ts';
import { type PlistDictionary, type PlistValue, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { Mobileconfig } from '../profile-store/mobileconfig.ts';
import {
  ProfileError,
  booleanOr,
  integer,
  optionalString,
  requiredString,
  strings,
} from '../profile-store/payload-reader.ts';
import type { MdmSettings } from './management-state.ts';

/** Apple's `PayloadType`. */
export const mdmType = 'com.apple.mdm';
const scepType = 'com.apple.security.scep';
const acmeType = 'com.apple.security.acme';

/** What a profile asks a Mac to enroll with. */
export interface EnrollmentPayloads {
  readonly settings: MdmSettings;
  /** The payload that the identity comes from, and which kind it is. */
  readonly identity: { readonly kind: 'SCEP' | 'ACME'; readonly payload: PlistDictionary };
}

/** Undefined for a profile without MDM. @throws {ProfileError} `missing_key`, `malformed_key`, `duplicate_payload`, `unsupported_value` */
export function enrollmentPayloads({ content, plist }: Mobileconfig): EnrollmentPayloads | undefined {
  const payloads = Array.isArray(content['PayloadContent']) ? content['PayloadContent'].filter(isJsonObject) : [];
  const [mdm, ...others] = payloads.filter((payload) => payload['PayloadType'] === mdmType);
  if (!mdm) return undefined;
  if (others.length > 0) throw new ProfileError('duplicate_payload', 'A profile enrolls in one MDM only.');
  return {
    settings: parseSettings(mdm),
    identity: identityPayload(plist, requiredString(mdm, 'IdentityCertificateUUID')),
  };
}

function parseSettings(payload: JsonObject): MdmSettings {
  const serverUrl = https(requiredString(payload, 'ServerURL'), 'ServerURL');
  return {
    topic: requiredString(payload, 'Topic'),
    serverUrl,
    checkInUrl: https(optionalString(payload, 'CheckInURL') ?? serverUrl, 'CheckInURL'),
    signMessage: booleanOr(payload, 'SignMessage', false),
    accessRights: integer(payload, 'AccessRights', 0) ?? 0,
    serverCapabilities: strings(payload, 'ServerCapabilities'),
    checkOutWhenRemoved: booleanOr(payload, 'CheckOutWhenRemoved', false),
  };
}

function identityPayload(profile: PlistDictionary, uuid: string): EnrollmentPayloads['identity'] {
  const { PayloadContent: payloads } = profile;
  const list = Array.isArray(payloads) ? (payloads as readonly PlistValue[]).filter(isPlistDictionary) : [];
  const payload = list.find((candidate) => candidate['PayloadUUID'] === uuid);
  if (payload?.['PayloadType'] === scepType) return { kind: 'SCEP', payload };
  if (payload?.['PayloadType'] === acmeType) return { kind: 'ACME', payload };
  throw new ProfileError(
    'missing_key',
    'No payload of SCEP or ACME has the "IdentityCertificateUUID" of the MDM payload.',
  );
}

/** A replaced payload keeps where and as what the Mac is managed; rights may only shrink. @throws {ProfileError} `immutable_changed` */
export function checkImmutable(before: MdmSettings, after: MdmSettings): void {
  const changed = (['topic', 'serverUrl', 'checkInUrl'] as const).find((key) => before[key] !== after[key]);
  const perUser = (settings: MdmSettings) => settings.serverCapabilities.includes('com.apple.mdm.per-user-connections');
  const grows = (after.accessRights & ~before.accessRights) !== 0;
  const what =
    changed ?? (grows ? 'accessRights' : perUser(before) === perUser(after) ? undefined : 'serverCapabilities');
  if (what !== undefined) {
    throw new ProfileError(
      'immutable_changed',
      `The MDM payload may not change its "${what}" while the Mac is enrolled.`,
    );
  }
}

function https(url: string, key: string): string {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return url;
  throw new ProfileError('unsupported_value', `The key "${key}" is not an https address.`);
}
