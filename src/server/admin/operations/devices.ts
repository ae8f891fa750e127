import type { Device, deviceOperations } from '#api/devices.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { Registration, registrationOperations } from '#api/registrations.ts';
import type { DeviceRecord, UserRegistrationRecord } from '#server/platform-sso/administration.ts';
import { actionAnswer, cut, done, type Handlers, pageAnswer, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

type Names = Exclude<
  keyof typeof deviceOperations | keyof typeof registrationOperations,
  'previewDeviceEnding' | 'revokeDevice' | 'revokeRegistration'
>;

/** Devices and registrations, over Platform SSO. What ends them is in `endings.ts`. */
export function deviceHandlers({ directory, platformSso }: AdminPorts): Handlers<Names> {
  return {
    listDevices: async ({ query }) => pageAnswer(await platformSso.listDevices(cut(query)), deviceOf),
    getDevice: async ({ params }) => {
      const detail = await platformSso.device(params.device);
      if (detail === undefined) return refused('device_not_found');
      const keys = detail.keys.map((set) => Object.assign({}, set, { createdAt: timeOf(set.createdAt) }));
      return done({ device: deviceOf(detail.device), keys, registrations: detail.registrations.map(registrationOf) });
    },
    issueRegistrationToken: async ({ body: { serialNumber, lifeSeconds }, caller }) => {
      const { token, expiresAt } = await platformSso.issueRegistrationToken(serialNumber, caller.actor, lifeSeconds);
      return done({ token, serialNumber, expiresAt: timeOf(expiresAt) });
    },
    repairDevice: async ({ params, caller }) =>
      actionAnswer(await platformSso.allowRepair(params.device, caller.actor), 'device_not_found'),
    listRegistrations: async ({ query }) => {
      const user = query.user === undefined ? undefined : await directory.user(query.user);
      if (query.user !== undefined && user === undefined) return refused('user_not_found');
      const device = query.device === undefined ? undefined : await platformSso.device(query.device);
      if (query.device !== undefined && device === undefined) return refused('device_not_found');
      const filter = present({ userId: user?.user.id, deviceId: device?.device.id });
      return pageAnswer(await platformSso.listRegistrations({ ...cut(query), ...filter }), registrationOf);
    },
  };
}

function deviceOf(device: DeviceRecord): Device {
  return {
    id: device.id,
    serialNumber: device.serialNumber,
    udid: device.udid ?? null,
    model: device.model ?? null,
    osVersion: device.osVersion ?? null,
    name: device.name ?? null,
    state: device.state,
    attestation: device.attestation ?? null,
    createdAt: timeOf(device.createdAt),
    registeredAt: timeOrNeverOf(device.registeredAt),
    lastSeenAt: timeOrNeverOf(device.lastSeenAt),
  };
}

function registrationOf(registration: UserRegistrationRecord): Registration {
  return {
    id: registration.id,
    deviceId: registration.deviceId,
    serialNumber: registration.serialNumber,
    userId: registration.userId,
    userPrincipalName: registration.userPrincipalName,
    method: registration.method,
    state: registration.state,
    userKeyId: registration.userKeyId ?? null,
    hasUnlockKey: registration.hasUnlockKey,
    createdAt: timeOf(registration.createdAt),
    lastLoginAt: timeOrNeverOf(registration.lastLoginAt),
  };
}
