/**
 * The answer of calls that do something to each of several devices: `POST /profile` and `/profile/devices`,
 * `DELETE /profile/devices`, `POST /devices/disown`.
 */
import { AdeMessageError } from '../ade-message-error.ts';
import { defined, optionalNumberAt, optionalObjectAt, optionalTextAt, readJsonBody } from '../json-members.ts';

/** Words for one device that we act upon; Apple may send others. `THROTTLED` from version 9 of the protocol on. */
export type DeviceStatusWord = 'SUCCESS' | 'NOT_ACCESSIBLE' | 'FAILED' | 'THROTTLED' | 'NOT_FOUND';

/** The answer. */
export interface DeviceStatuses {
  readonly profile_uuid?: string;
  readonly devices: ReadonlyMap<string, string>;
  /** With throttled devices, from version 10 on: when to ask again. */
  readonly retry_after_seconds?: number;
}

/** Reads the answer. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_malformed` */
export function parseDeviceStatuses(body: string): DeviceStatuses {
  const json = readJsonBody(body);
  const rows = Object.entries(optionalObjectAt(json, 'devices') ?? {}).map(([serialNumber, status]) => {
    if (typeof status !== 'string')
      throw new AdeMessageError('ade_member_malformed', 'The status of a device is not a string.');
    return [serialNumber, status] as const;
  });
  return {
    ...defined({ profile_uuid: optionalTextAt(json, 'profile_uuid') }),
    devices: new Map(rows),
    ...defined({ retry_after_seconds: optionalNumberAt(json, 'retry_after_seconds') }),
  };
}

/** Writes the answer. */
export function encodeDeviceStatuses({ devices, ...others }: DeviceStatuses): string {
  return JSON.stringify({ ...others, devices: Object.fromEntries(devices) });
}
