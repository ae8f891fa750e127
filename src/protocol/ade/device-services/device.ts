/** A device as Apple's device services describe it (object Device). */
import type { JsonObject } from '../../encoding/json.ts';
import { AdeMessageError } from '../ade-message-error.ts';
import { defined, optionalFlagAt, optionalTextAt, textAt } from '../json-members.ts';

/** How far an enrollment profile has come. `empty` is written `""` by some answers. */
export type ProfileStatus = 'empty' | 'assigned' | 'pushed' | 'removed';

/** What happened to a device since a cursor; only in answers of the sync call. */
export type OperationType = 'added' | 'modified' | 'deleted';

/** A device, with Apple's names. Times are ISO 8601 as Apple wrote them. */
export interface Device {
  readonly serial_number: string;
  readonly model?: string;
  readonly description?: string;
  readonly color?: string;
  readonly asset_tag?: string;
  readonly profile_status?: ProfileStatus;
  readonly profile_uuid?: string;
  readonly profile_assign_time?: string;
  readonly profile_push_time?: string;
  readonly device_assigned_date?: string;
  readonly device_assigned_by?: string;
  /** `OSX`, `iOS` and so on; from version 2 of the protocol on. */
  readonly os?: string;
  readonly device_family?: string;
  readonly mdm_migration_deadline?: string;
  readonly wifi_mac_address?: string;
  readonly bluetooth_mac_address?: string;
  readonly ethernet_mac_address?: string;
  readonly is_replacement_device?: boolean;
}

/** A device in an answer of the sync call. */
export interface SyncedDevice extends Device {
  readonly op_type: OperationType;
  readonly op_date?: string;
}

const texts = [
  'model',
  'description',
  'color',
  'asset_tag',
  'profile_uuid',
  'profile_assign_time',
  'profile_push_time',
  'device_assigned_date',
  'device_assigned_by',
  'os',
  'device_family',
  'mdm_migration_deadline',
  'wifi_mac_address',
  'bluetooth_mac_address',
  'ethernet_mac_address',
] as const;

/** Reads a device. Members that we do not know are kept out. @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed` */
export function readDevice(json: JsonObject): Device {
  const others = Object.fromEntries(texts.map((name) => [name, optionalTextAt(json, name)]));
  return defined({
    serial_number: textAt(json, 'serial_number'),
    ...others,
    profile_status: profileStatus(json),
    is_replacement_device: optionalFlagAt(json, 'is_replacement_device'),
  }) as Device;
}

/**
 * Reads a device of a sync. Apple has left `op_type` out of rows before, and a row without it still says what the device is
 * now; it counts as `modified`.
 * @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed`
 */
export function readSyncedDevice(json: JsonObject): SyncedDevice {
  const type = optionalTextAt(json, 'op_type')?.toLowerCase() ?? 'modified';
  if (type !== 'added' && type !== 'modified' && type !== 'deleted')
    throw new AdeMessageError('ade_member_malformed', 'The member "op_type" is none that we know.');
  return { ...readDevice(json), op_type: type, ...defined({ op_date: optionalTextAt(json, 'op_date') }) };
}

function profileStatus(json: JsonObject): ProfileStatus | undefined {
  if (json['profile_status'] === undefined) return undefined;
  const status = optionalTextAt(json, 'profile_status') ?? 'empty';
  if (status === 'empty' || status === 'assigned' || status === 'pushed' || status === 'removed') return status;
  throw new AdeMessageError('ade_member_malformed', 'The member "profile_status" is none that we know.');
}
