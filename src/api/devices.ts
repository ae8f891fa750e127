/** Devices: the Macs that have registered, or may. */
import { z } from 'zod';
import { endingPreview, endingResult } from './endings.ts';
import { actionResult, line, pageOf, reference, searchQuery, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';
import { registration } from './registrations.ts';

/** A Mac, as the server knows it. */
export const device = z
  .object({
    id: z.string(),
    serialNumber: z.string(),
    udid: z.string().nullable(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
    name: z.string().nullable(),
    state: z
      .enum(['expected', 'registered', 'repair', 'revoked'])
      .describe('`expected`: may register. `repair`: may bring new keys. `revoked`: gets nothing.'),
    attestation: z
      .enum(['none', 'apple', 'simulated'])
      .nullable()
      .describe('Who vouched for the device signing key; null before it registered.'),
    createdAt: time,
    registeredAt: timeOrNever,
    lastSeenAt: timeOrNever,
  })
  .meta({ id: 'Device' });

/** A Mac, as the server knows it. */
export type Device = z.infer<typeof device>;

/** A set of device keys: one for the whole Mac, or one for each user. */
export const deviceKeys = z
  .object({
    keyId: z.string().describe('Base64 of SHA-256 of the signing key.'),
    encryptionKeyId: z.string(),
    shared: z.boolean(),
    state: z.enum(['active', 'retired']),
    createdAt: time,
  })
  .meta({ id: 'DeviceKeys' });

/** A Mac with its keys and the registrations on it. */
export const deviceDetail = z
  .object({ device, keys: z.array(deviceKeys), registrations: z.array(registration) })
  .meta({ id: 'DeviceDetail' });

/** A Mac with its keys and the registrations on it. */
export type DeviceDetail = z.infer<typeof deviceDetail>;

/** A serial number on its way in. */
export const serialNumber = line(64).regex(/^[A-Za-z0-9]+$/, 'must have letters and digits only');

/** For which Mac, and for how long, a registration token is. */
export const registrationTokenRequest = z
  .strictObject({
    serialNumber,
    lifeSeconds: z.number().int().min(60).max(31_536_000).optional().describe('One day unless given.'),
  })
  .meta({ id: 'RegistrationTokenRequest' });

/** A token that lets one Mac register once. It is shown this once. */
export const registrationToken = z
  .object({ token: z.string(), serialNumber: z.string(), expiresAt: time })
  .meta({ id: 'RegistrationToken' });

const params = z.object({ device: reference.describe('Id or serial number.') });
const noun = 'devices';

/** What may be asked about devices. */
export const deviceOperations = {
  listDevices: {
    method: 'GET',
    path: '/api/v1/devices',
    noun,
    summary: 'Lists Macs',
    query: searchQuery,
    response: pageOf(device),
    role: 'auditor',
    refusals: [],
  },
  getDevice: {
    method: 'GET',
    path: '/api/v1/devices/{device}',
    noun,
    summary: 'Shows a Mac with its keys and the registrations on it',
    params,
    response: deviceDetail,
    role: 'auditor',
    refusals: ['device_not_found'],
  },
  previewDeviceEnding: {
    method: 'GET',
    path: '/api/v1/devices/{device}/ending',
    noun,
    summary: 'Says what would end if a Mac were revoked',
    params,
    response: endingPreview,
    role: 'auditor',
    refusals: ['device_not_found'],
  },
  issueRegistrationToken: {
    method: 'POST',
    path: '/api/v1/registration-tokens',
    noun,
    summary: 'Makes a token with which one Mac may register once',
    body: registrationTokenRequest,
    response: registrationToken,
    status: 201,
    role: 'admin',
    refusals: [],
  },
  revokeDevice: {
    method: 'POST',
    path: '/api/v1/devices/{device}/revoke',
    noun,
    summary: 'Ends every login, refresh and unlock from a Mac',
    params,
    response: endingResult,
    role: 'admin',
    refusals: ['device_not_found'],
  },
  repairDevice: {
    method: 'POST',
    path: '/api/v1/devices/{device}/repair',
    noun,
    summary: 'Lets a Mac register again with new keys; reinstates a revoked one',
    params,
    response: actionResult,
    role: 'admin',
    refusals: ['device_not_found'],
  },
} as const satisfies Record<string, Operation>;
