/**
 * Configuration profiles for one device alone: `EncryptedPayloadContent` in the place of `PayloadContent`, which holds the
 * array of payloads as a property list in CMS enveloped data to the device's RSA certificate, DER (Apple, "Configuring
 * Multiple Devices Using Profiles", "Encrypt a profile"). Encrypt first, then sign.
 */
import { type EnvelopeKey, openEnvelopedData, parseEnvelopedData } from '#protocol/cms/enveloped-data.ts';
import { type EnvelopedDataWish, sealEnvelopedData } from '#protocol/cms/seal-enveloped-data.ts';
import {
  isPlistDictionary,
  parsePlist,
  type PlistDictionary,
  PlistError,
  type PlistLimits,
  writeXmlPlist,
} from '#protocol/encoding/plist/plist.ts';
import { booleanOr, dataAt, valueAt } from '#protocol/encoding/plist/reading.ts';

const contentKey = 'PayloadContent';
const encryptedKey = 'EncryptedPayloadContent';
const flagKey = 'IsEncrypted';

/** Whether a profile's payloads are encrypted. @throws {PlistError} `plist_wrong_type` */
export function isEncryptedProfile(profile: PlistDictionary): boolean {
  return booleanOr(profile, flagKey, false);
}

/**
 * The profile with its payloads in the clear; one that is not encrypted comes back as it is.
 * @throws {CmsError} as `parseEnvelopedData` and `openEnvelopedData`: `cms_no_recipient` when it is for another device
 * @throws {PlistError} with the code of what is wrong
 */
export function decryptProfile(profile: PlistDictionary, key: EnvelopeKey, limits?: PlistLimits): PlistDictionary {
  if (!isEncryptedProfile(profile)) return profile;
  const plaintext = openEnvelopedData(parseEnvelopedData(dataAt(profile, encryptedKey)), key);
  const payloads = parsePlist(plaintext, limits);
  if (!Array.isArray(payloads) || !payloads.every((payload) => isPlistDictionary(payload))) {
    throw new PlistError('plist_wrong_type', 'the decrypted payloads are not an array of dictionaries', {
      key: encryptedKey,
    });
  }
  return { ...without(profile, [flagKey, encryptedKey]), [contentKey]: payloads };
}

/**
 * The profile with its payloads encrypted to the certificates of devices.
 * @throws {CmsError} `cms_cannot_encrypt`, for a certificate whose key is not RSA too
 * @throws {PlistError} `plist_missing_key` when it has no `PayloadContent`
 */
export function encryptProfile(
  profile: PlistDictionary,
  how: Pick<EnvelopedDataWish, 'recipients' | 'encrypter' | 'ciphers' | 'random'> &
    Partial<Pick<EnvelopedDataWish, 'cipher'>>,
): PlistDictionary {
  const payloads = valueAt(profile, contentKey);
  if (payloads === undefined)
    throw new PlistError('plist_missing_key', 'there is nothing to encrypt', { key: contentKey });
  const content = writeXmlPlist(payloads);
  const encrypted = sealEnvelopedData({ cipher: 'aes-256-cbc', ...how, content, encoding: 'der' });
  return { ...without(profile, [contentKey]), [flagKey]: true, [encryptedKey]: encrypted };
}

function without(profile: PlistDictionary, keys: readonly string[]): PlistDictionary {
  return Object.fromEntries(Object.entries(profile).filter(([key]) => !keys.includes(key)));
}
