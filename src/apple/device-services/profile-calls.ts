/** The calls of simulated device services about enrollment profiles: define, fetch, assign, remove. */
import { mostDevicesToAssign, parseAssignProfileRequest } from '#protocol/ade/device-services/assign-profile.ts';
import { encodeDefinedProfile } from '#protocol/ade/device-services/define-profile.ts';
import { parseDeviceList } from '#protocol/ade/device-services/device-list.ts';
import { encodeDeviceStatuses } from '#protocol/ade/device-services/device-statuses.ts';
import { profileFault, readEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { readJsonBody } from '#protocol/ade/json-members.ts';
import { profileUuid } from '../organisation/identifiers.ts';
import { isoSeconds } from '../organisation/organisation.ts';
import type { Call } from './call.ts';
import { ownDevice, required } from './device-calls.ts';
import { ServiceError } from './service-error.ts';

/** Seconds after which a throttled assignment may be tried again. */
const retryAfter = 60;

/** `POST /profile`. The same content gets the same identifier. @throws {ServiceError} about the content */
export function defineProfile(call: Call): string {
  const json = readJsonBody(call.body);
  const fault = profileFault(json);
  if (fault !== undefined) throw new ServiceError(fault);
  const { devices = [], ...profile } = readEnrollmentProfile(json);
  const uuid = profileUuid(call.server.id, JSON.stringify(profile));
  const { profiles } = call.state;
  if (!profiles.some((known) => known.uuid === uuid)) profiles.push({ serverId: call.server.id, uuid, profile });
  return encodeDeviceStatuses({ profile_uuid: uuid, devices: assignTo(call, uuid, devices) });
}

/** `GET /profile`. @throws {ServiceError} `PROFILE_UUID_REQUIRED`, `PROFILE_NOT_FOUND` */
export function fetchProfile(call: Call): string {
  const { uuid, profile } = ownProfile(call, call.query.get('profile_uuid') ?? undefined);
  return encodeDefinedProfile({ profile_uuid: uuid, profile });
}

/** `POST` and `PUT /profile/devices`. @throws {ServiceError} `PROFILE_UUID_REQUIRED`, `DEVICE_ID_REQUIRED`, `PROFILE_NOT_FOUND`, `MALFORMED_REQUEST_BODY` */
export function assignProfile(call: Call): string {
  const { profile_uuid: asked, devices } = parseAssignProfileRequest(call.body);
  const { uuid } = ownProfile(call, asked);
  if (required(devices).length > mostDevicesToAssign) throw new ServiceError('MALFORMED_REQUEST_BODY');
  const statuses = assignTo(call, uuid, devices);
  const isThrottled = [...statuses.values()].includes('THROTTLED');
  return encodeDeviceStatuses({
    profile_uuid: uuid,
    devices: statuses,
    ...(isThrottled && call.version >= 10 ? { retry_after_seconds: retryAfter } : {}),
  });
}

/** `DELETE /profile/devices`. @throws {ServiceError} `DEVICE_ID_REQUIRED` */
export function removeProfile(call: Call): string {
  const statuses = required(parseDeviceList(call.body)).map((serialNumber): [string, string] => {
    const device = ownDevice(call, serialNumber);
    if (device === undefined) return [serialNumber, 'NOT_ACCESSIBLE'];
    device.profileStatus = 'removed';
    device.profileUuid = undefined;
    return [serialNumber, 'SUCCESS'];
  });
  return encodeDeviceStatuses({ devices: new Map(statuses) });
}

function ownProfile({ state, server }: Call, uuid: string | undefined) {
  if (uuid === undefined) throw new ServiceError('PROFILE_UUID_REQUIRED');
  const found = state.profiles.find((profile) => profile.uuid === uuid && profile.serverId === server.id);
  if (found === undefined) throw new ServiceError('PROFILE_NOT_FOUND');
  return found;
}

function assignTo(call: Call, uuid: string, serialNumbers: readonly string[]): ReadonlyMap<string, string> {
  return new Map(serialNumbers.map((serialNumber) => [serialNumber, assignOne(call, uuid, serialNumber)]));
}

function assignOne(call: Call, uuid: string, serialNumber: string): string {
  const device = ownDevice(call, serialNumber);
  if (device === undefined || call.faults.take('assignment-inaccessible')) return 'NOT_ACCESSIBLE';
  // Before version 9 there was no word for it.
  if (call.faults.take('assignment-throttled')) return call.version >= 9 ? 'THROTTLED' : 'FAILED';
  if (call.faults.take('assignment-failed')) return 'FAILED';
  device.profileUuid = uuid;
  device.profileStatus = 'assigned';
  device.profileAssignedAt = isoSeconds(call.now);
  device.profilePushedAt = undefined;
  return 'SUCCESS';
}
