/**
 * The request of several calls: serial numbers, and for an assignment a profile. Used by `POST /devices` (details),
 * `POST /devices/disown` and `DELETE /profile/devices`.
 */
import { optionalTextsAt, readJsonBody } from '../json-members.ts';

/** Writes the request. */
export function encodeDeviceList(serialNumbers: readonly string[]): string {
  return JSON.stringify({ devices: serialNumbers });
}

/** Reads the request; empty when the member is missing. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_malformed` */
export function parseDeviceList(body: string): readonly string[] {
  return optionalTextsAt(readJsonBody(body), 'devices') ?? [];
}
