/** The calls of simulated device services about devices: fetch, sync, details, disown. */
import type { Device, SyncedDevice } from '#protocol/ade/device-services/device.ts';
import { encodeDeviceDetails, type DeviceDetails } from '#protocol/ade/device-services/device-details.ts';
import { parseDeviceList } from '#protocol/ade/device-services/device-list.ts';
import { encodeDeviceStatuses } from '#protocol/ade/device-services/device-statuses.ts';
import { encodeDevicesPage, largestPage, parseDevicesRequest } from '#protocol/ade/device-services/fetch-devices.ts';
import { defined } from '#protocol/ade/json-members.ts';
import { lastChange, recordChange } from '../organisation/changes.ts';
import { isoSeconds } from '../organisation/organisation.ts';
import type { DeviceState } from '../apple-state.ts';
import type { Call } from './call.ts';
import { encodeCursor, readCursor } from './cursors.ts';
import { ServiceError } from './service-error.ts';

/** `POST /server/devices`. @throws {ServiceError} about the cursor */
export function fetchDevices(call: Call): string {
  const { cursor: text, limit } = parseDevicesRequest(call.body);
  failCursor(call, text);
  const { server, now } = call;
  const cursor = text === undefined ? undefined : readCursor(text, server.id, now);
  if (cursor !== undefined && cursor.told === undefined) throw new ServiceError('EXHAUSTED_CURSOR');
  const from = cursor?.told ?? 0;
  const all = call.state.devices.filter(({ serverId }) => serverId === server.id);
  const page = all.slice(from, from + pageSize(limit));
  const told = from + page.length;
  const more = told < all.length;
  const change = cursor?.change ?? lastChange(call.state);
  return encodeDevicesPage({
    devices: page.map((device) => deviceOf(device, call.version)),
    fetched_until: isoSeconds(now),
    more_to_follow: more,
    cursor: encodeCursor({ serverId: server.id, told: more ? told : undefined, change, madeAt: now }),
  });
}

/** `POST /devices/sync`. @throws {ServiceError} about the cursor */
export function syncDevices(call: Call): string {
  const { cursor: text, limit } = parseDevicesRequest(call.body);
  if (text === undefined) throw new ServiceError('CURSOR_REQUIRED');
  failCursor(call, text);
  const { server, now, state } = call;
  const cursor = readCursor(text, server.id, now);
  const news = state.changes.filter(({ serverId, number }) => serverId === server.id && number > cursor.change);
  const page = news.slice(0, pageSize(limit));
  const rows = page.map((change): SyncedDevice => {
    const device = state.devices.find(({ serialNumber }) => serialNumber === change.serialNumber);
    const shown =
      device?.serverId === server.id ? deviceOf(device, call.version) : { serial_number: change.serialNumber };
    return { ...shown, op_type: change.type, op_date: change.at };
  });
  const repeated = call.faults.take('rows-repeated') ? [...rows.toReversed(), ...rows] : rows;
  return encodeDevicesPage({
    devices: repeated,
    fetched_until: isoSeconds(now),
    more_to_follow: page.length < news.length,
    cursor: encodeCursor({
      serverId: server.id,
      told: undefined,
      change: page.at(-1)?.number ?? cursor.change,
      madeAt: now,
    }),
  });
}

/** `POST /devices`. @throws {ServiceError} `DEVICE_ID_REQUIRED` */
export function deviceDetails(call: Call): string {
  const rows = required(parseDeviceList(call.body)).map((serialNumber): [string, DeviceDetails] => {
    const device = ownDevice(call, serialNumber);
    if (device === undefined) return [serialNumber, { kind: 'unknown', response_status: 'NOT_ACCESSIBLE' }];
    return [serialNumber, { kind: 'known', device: deviceOf(device, call.version) }];
  });
  return encodeDeviceDetails(new Map(rows));
}

/** `POST /devices/disown`: the devices leave the organisation for good. @throws {ServiceError} `DEVICE_ID_REQUIRED` */
export function disownDevices(call: Call): string {
  const statuses = required(parseDeviceList(call.body)).map((serialNumber): [string, string] => {
    if (ownDevice(call, serialNumber) === undefined) return [serialNumber, 'NOT_ACCESSIBLE'];
    call.state.devices = call.state.devices.filter((device) => device.serialNumber !== serialNumber);
    recordChange(call.state, call.server.id, serialNumber, 'deleted', isoSeconds(call.now));
    return [serialNumber, 'SUCCESS'];
  });
  return encodeDeviceStatuses({ devices: new Map(statuses) });
}

/** A device that is assigned to the server of a call. */
export function ownDevice({ state, server }: Call, serialNumber: string): DeviceState | undefined {
  return state.devices.find((device) => device.serialNumber === serialNumber && device.serverId === server.id);
}

/** Serial numbers of a request. @throws {ServiceError} `DEVICE_ID_REQUIRED` when there are none */
export function required(serialNumbers: readonly string[]): readonly string[] {
  if (serialNumbers.length === 0) throw new ServiceError('DEVICE_ID_REQUIRED');
  return serialNumbers;
}

function deviceOf(device: DeviceState, version: number): Device {
  return defined({
    serial_number: device.serialNumber,
    model: device.model,
    description: device.description,
    color: device.color,
    ...(version < 2 ? {} : { os: 'OSX', device_family: 'Mac' }),
    device_assigned_by: 'administrator@example.org',
    device_assigned_date: device.assignedAt,
    profile_status: device.profileStatus,
    profile_uuid: device.profileUuid,
    profile_assign_time: device.profileAssignedAt,
    profile_push_time: device.profilePushedAt,
  });
}

function pageSize(limit = 100): number {
  return Math.min(Math.max(limit, 1), largestPage);
}

function failCursor({ faults }: Call, cursor: string | undefined): void {
  if (cursor === undefined) return;
  if (faults.take('cursor-invalid')) throw new ServiceError('INVALID_CURSOR');
  if (faults.take('cursor-expired')) throw new ServiceError('EXPIRED_CURSOR');
  if (faults.take('cursor-exhausted-early')) throw new ServiceError('EXHAUSTED_CURSOR');
}
