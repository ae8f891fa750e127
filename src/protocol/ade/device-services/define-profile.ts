/**
 * `POST /profile` and `GET /profile` of Apple's device services: defines an enrollment profile, and asks for a defined one.
 * The answer to a definition is {@link parseDeviceStatuses} with `profile_uuid`.
 */
import { type EnrollmentProfile, readEnrollmentProfile } from '../enrollment-profile.ts';
import { readJsonBody, textAt } from '../json-members.ts';

/** A profile as Apple keeps it. */
export interface DefinedProfile {
  readonly profile_uuid: string;
  readonly profile: EnrollmentProfile;
}

/** The path of a defined profile. */
export function profilePath(uuid: string): string {
  return `/profile?profile_uuid=${encodeURIComponent(uuid)}`;
}

/** Reads the answer to `GET /profile`. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseDefinedProfile(body: string): DefinedProfile {
  const json = readJsonBody(body);
  return { profile_uuid: textAt(json, 'profile_uuid'), profile: readEnrollmentProfile(json) };
}

/** Writes the answer to `GET /profile`. */
export function encodeDefinedProfile({ profile_uuid, profile }: DefinedProfile): string {
  return JSON.stringify({ profile_uuid, ...profile });
}
