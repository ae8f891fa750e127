/** The answer of `POST /devices` of Apple's device services: what is known of the devices asked for. */
import { isJsonObject } from '../../encoding/json.ts';
import { AdeMessageError } from '../ade-message-error.ts';
import { optionalObjectAt, optionalTextAt, readJsonBody } from '../json-members.ts';
import { type Device, readDevice } from './device.ts';

/** What is known of a device, or why nothing is: `NOT_ACCESSIBLE`, `NOT_FOUND`. */
export type DeviceDetails =
  | { readonly kind: 'known'; readonly device: Device }
  | { readonly kind: 'unknown'; readonly response_status: string };

/** Reads the answer, by serial number. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseDeviceDetails(body: string): ReadonlyMap<string, DeviceDetails> {
  const rows = optionalObjectAt(readJsonBody(body), 'devices') ?? {};
  return new Map(
    Object.entries(rows).map(([serialNumber, row]): [string, DeviceDetails] => {
      if (!isJsonObject(row)) throw new AdeMessageError('ade_member_malformed', 'A device is not an object.');
      const status = optionalTextAt(row, 'response_status') ?? 'SUCCESS';
      if (status !== 'SUCCESS') return [serialNumber, { kind: 'unknown', response_status: status }];
      return [serialNumber, { kind: 'known', device: readDevice({ serial_number: serialNumber, ...row }) }];
    }),
  );
}

/** Writes the answer. */
export function encodeDeviceDetails(details: ReadonlyMap<string, DeviceDetails>): string {
  const rows = [...details].map(([serialNumber, row]) => [
    serialNumber,
    row.kind === 'known' ? { ...row.device, response_status: 'SUCCESS' } : { response_status: row.response_status },
  ]);
  return JSON.stringify({ devices: Object.fromEntries(rows) });
}
