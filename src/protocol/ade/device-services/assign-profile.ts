/**
 * `POST /profile/devices` of Apple's device services (formerly `PUT`, and still so for its simulator): gives devices an
 * enrollment profile. Answered with {@link parseDeviceStatuses}.
 */
import { optionalTextAt, optionalTextsAt, readJsonBody } from '../json-members.ts';

/** What is asked for. At most 1000 devices. */
export interface AssignProfileRequest {
  readonly profile_uuid: string;
  readonly devices: readonly string[];
}

/** The most devices of a request. */
export const mostDevicesToAssign = 1000;

/** Writes the request. */
export function encodeAssignProfileRequest(request: AssignProfileRequest): string {
  return JSON.stringify(request);
}

/** Reads the request; the profile is undefined when it is missing. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_malformed` */
export function parseAssignProfileRequest(body: string): {
  readonly profile_uuid: string | undefined;
  readonly devices: readonly string[];
} {
  const json = readJsonBody(body);
  return { profile_uuid: optionalTextAt(json, 'profile_uuid'), devices: optionalTextsAt(json, 'devices') ?? [] };
}
