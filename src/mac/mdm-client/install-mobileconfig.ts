/**
 * Installing a profile from its bytes, whoever brings it: MDM, Setup Assistant, or a person. Certificates come first, then an
 * identity, then MDM; a profile installs whole or not at all. Source: Apple, "Configuration Profile Reference".
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { isJsonObject } from '#protocol/encoding/json.ts';
import { checkProfile, installProfile } from '../mac-acts.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast } from '../macos/versions.ts';
import type { ProfileOutcome } from '../outcomes.ts';
import { readMobileconfig } from '../profile-store/mobileconfig.ts';
import { ProfileError } from '../profile-store/payload-reader.ts';
import { type EnrollmentCourse, enroll } from './enrollment.ts';
import { enrollmentPayloads } from './mdm-payload.ts';

/** Who brings a profile. `setup` is `com.apple.psso.required`, before the enrollment. */
export type ProfileSource = 'mdm' | 'person' | 'setup';

/** Only MDM may install these. Associated domains since macOS 15.4; Platform SSO always wants user-approved MDM. */
const managedOnly: readonly (readonly [type: string, since: string])[] = [
  ['com.apple.extensiblesso', '10.15'],
  ['com.apple.associated-domains', '15.4'],
];

/** Installs or replaces. @param course for a profile that enrolls; a person's enrollment by default */
export async function installMobileconfig(
  mac: MacParts,
  bytes: Uint8Array,
  source: ProfileSource,
  course: EnrollmentCourse = { automated: false, awaitsConfiguration: false, removable: true },
): Promise<ProfileOutcome> {
  try {
    const profile = readMobileconfig(bytes);
    const { content } = profile;
    checkSource(mac, content, source);
    const payloads = enrollmentPayloads(profile);
    if (payloads) {
      checkProfile(mac, content);
      await enroll(mac, content, payloads, course);
    }
    return installProfile(mac, content, source !== 'person' || payloads !== undefined);
  } catch (error) {
    if (error instanceof ProfileError) return { kind: 'refused', code: error.code, sentence: error.message };
    throw error;
  }
}

function checkSource(mac: MacParts, content: JsonObject, source: ProfileSource): void {
  if (source !== 'person') return;
  const types = payloadTypes(content);
  const refused = managedOnly.find(([type, since]) => types.includes(type) && isAtLeast(mac.state.macos, since));
  if (refused) throw new ProfileError('not_permitted', `Only MDM may install a payload "${refused[0]}".`);
}

/** The types of the payloads inside. */
export function payloadTypes(content: JsonObject): readonly string[] {
  const payloads = Array.isArray(content['PayloadContent']) ? content['PayloadContent'].filter(isJsonObject) : [];
  return payloads.flatMap(({ PayloadType: type }) => (typeof type === 'string' ? [type] : []));
}
