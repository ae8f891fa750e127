/** Reads an exported enrollment profile as a client without a certificate store does: as plain XML, from a file. */
import assert from 'node:assert/strict';
import * as plist from 'plist';

/** A dictionary of a property list, as the outside library gives it. */
export type Dictionary = Readonly<Record<string, unknown>>;

/** What a client needs to enroll. */
export interface EnrollmentDetails {
  readonly profile: InstalledProfile;
  readonly topic: string;
  readonly serverUrl: string;
  readonly checkInUrl: string;
  readonly scep: {
    readonly url: string;
    readonly name: string;
    readonly challenge: string;
    readonly keySize: number;
    readonly subject: readonly (readonly [attribute: string, value: string])[];
  };
}

/** What ProfileList tells of a profile. */
export interface InstalledProfile {
  readonly PayloadIdentifier: string;
  readonly PayloadUUID: string;
  readonly PayloadDisplayName: string;
}

/** The enrollment in a profile: one payload of management that signs, one of SCEP that it names. */
export function readEnrollmentProfile(xml: string): EnrollmentDetails {
  const dictionary = dictionaryOf(plist.parse(xml));
  const payloads = (dictionary['PayloadContent'] as readonly unknown[]).map(dictionaryOf);
  const [management, ...others] = payloads.filter(({ PayloadType }) => PayloadType === 'com.apple.mdm');
  assert.ok(management && others.length === 0, 'exactly one payload of management');
  assert.equal(management['SignMessage'], true, 'there is no way to prove oneself but by signing');
  const identity = payloads.find(({ PayloadUUID }) => PayloadUUID === management['IdentityCertificateUUID']);
  assert.equal(identity?.['PayloadType'], 'com.apple.security.scep');
  return {
    profile: profileOf(dictionary),
    topic: textAt(management, 'Topic'),
    serverUrl: textAt(management, 'ServerURL'),
    checkInUrl: textAt(management, 'CheckInURL'),
    scep: readScep(dictionaryOf(identity['PayloadContent'])),
  };
}

/** What ProfileList will tell of a profile. */
export function profileOf(profile: Dictionary): InstalledProfile {
  return {
    PayloadIdentifier: textAt(profile, 'PayloadIdentifier'),
    PayloadUUID: textAt(profile, 'PayloadUUID'),
    PayloadDisplayName: textAt(profile, 'PayloadDisplayName'),
  };
}

/** A value that must be a dictionary. */
export function dictionaryOf(value: unknown): Dictionary {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
  return value as Dictionary;
}

/** A key that must be a text. */
export function textAt(dictionary: Dictionary, key: string): string {
  const value = dictionary[key];
  assert.ok(typeof value === 'string', `${key} is a text`);
  return value;
}

function readScep(settings: Dictionary): EnrollmentDetails['scep'] {
  assert.equal(settings['Key Type'], 'RSA');
  const names = settings['Subject'] as readonly (readonly (readonly [string, string])[])[];
  return {
    url: textAt(settings, 'URL'),
    name: textAt(settings, 'Name'),
    challenge: textAt(settings, 'Challenge'),
    keySize: settings['Keysize'] as number,
    subject: names.flat(),
  };
}
