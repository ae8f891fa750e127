/** `POST /devices/sync` of Apple's device services: what has changed since a cursor. */
import { readSyncedDevice, type SyncedDevice } from './device.ts';
import { type DevicesPage, readDevicesPage } from './fetch-devices.ts';

/** What is asked for. */
export interface SyncDevicesRequest {
  readonly cursor: string;
  readonly limit?: number;
}

/** Writes the request. */
export function encodeSyncDevicesRequest(request: SyncDevicesRequest): string {
  return JSON.stringify(request);
}

/** Reads the answer. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseSyncDevicesResponse(body: string): DevicesPage<SyncedDevice> {
  return readDevicesPage(body, readSyncedDevice);
}

/**
 * The last word on each device: of the rows with one serial number the one with the greatest `op_date`; where dates are equal
 * or missing, the later row. Apple: rows may repeat and are in no order.
 */
export function lastWords(rows: readonly SyncedDevice[]): ReadonlyMap<string, SyncedDevice> {
  const last = new Map<string, SyncedDevice>();
  for (const row of rows) {
    const known = last.get(row.serial_number);
    if (known === undefined || (row.op_date ?? '') >= (known.op_date ?? '')) last.set(row.serial_number, row);
  }
  return last;
}
