/** What administrators do, with the audit event in the same unit as the change. */
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type {
  ActionOutcome,
  DeviceRecord,
  Page,
  PlatformSsoAdministration,
  UserRegistrationRecord,
} from './administration.ts';
import type { PlatformSso } from './context.ts';
import { countFamilies, revokeFamilies } from './refresh-tokens.ts';
import { newSecret, putRegistrationToken } from './registration-tokens.ts';
import {
  expectDevice,
  findDevice,
  keysOfDevice,
  listDevices,
  macsWithMethods,
  prefixRange,
  retireDeviceKeys,
  setDeviceState,
} from './stores/devices.ts';
import {
  deleteActiveRegistrations,
  type ListedRegistration,
  listRegistrations,
  registrationById,
  revokeRegistration,
} from './stores/registrations.ts';
import { deleteUnlockKeys, deleteUnlockKeysOfDevice } from './unlock-keys.ts';

/** Puts the administration together. */
export function createAdministration(sso: PlatformSso): PlatformSsoAdministration {
  const { database } = sso;
  return {
    listDevices: async ({ after = '', limit, search }) =>
      page(await listDevices(database, { after, limit: limit + 1, search }), limit),
    device: (idOrSerial) => deviceDetail(sso, idOrSerial),
    macsWithMethods: () => macsWithMethods(database),
    issueRegistrationToken: (serialNumber, actor, lifeSeconds) =>
      issueRegistrationToken(sso, serialNumber, actor, lifeSeconds),
    revokeDevice: (idOrSerial, actor) => revokeDevice(sso, idOrSerial, actor),
    unregisterDevice: (idOrSerial, actor) => unregisterDevice(sso, idOrSerial, actor),
    allowRepair: (idOrSerial, actor) =>
      onDevice(sso, idOrSerial, { type: 'platform-sso.device.repair-allowed', actor }, (writer, device) =>
        setDeviceState(writer, device.id, 'repair'),
      ),
    listRegistrations: async ({ after = '', limit, search, userId, deviceId }) => {
      const serialPrefix = search === undefined ? undefined : prefixRange(search.toUpperCase());
      const found = page(
        await listRegistrations(database, { after, limit: limit + 1, userId, deviceId, serialPrefix }),
        limit,
      );
      return { items: await Promise.all(found.items.map((item) => registrationRecord(sso, item))), next: found.next };
    },
    registration: async (id) => {
      const found = await registrationById(database, id);
      return found && registrationRecord(sso, found);
    },
    revokeRegistration: (id, actor) => endRegistration(sso, id, actor),
    revokeTokensOfUser: (userId, actor, credential) => revokeTokensOfUser(sso, userId, actor, credential),
    countTokens: (of) => countFamilies(database, of, sso.clock.now()),
    signingKeys: async () => signingKeys(sso),
    rotateSigningKey: async (actor) => {
      const key = await sso.keys.rotate(actor);
      return { keyId: key.keyId, signsFrom: key.signsFrom };
    },
  };
}

async function deviceDetail(sso: PlatformSso, idOrSerial: string) {
  const device = await findDevice(sso.database, idOrSerial);
  if (!device) return undefined;
  const keys = (await keysOfDevice(sso.database, device.id)).map(({ encryptionKey, ...rest }) => ({
    ...rest,
    encryptionKeyId: appleKeyId(encryptionKey, nodeCrypto),
  }));
  const listed = await listRegistrations(sso.database, { after: '', limit: 1000, deviceId: device.id });
  return { device, keys, registrations: await Promise.all(listed.map((item) => registrationRecord(sso, item))) };
}

async function issueRegistrationToken(
  sso: PlatformSso,
  serialNumber: string,
  actor: string,
  lifeSeconds = sso.settings.registrationTokenLife,
) {
  const serial = serialNumber.toUpperCase();
  const token = newSecret(sso.random);
  const now = sso.clock.now();
  const expiresAt = now + lifeSeconds * 1000;
  await sso.database.write(async (writer) => {
    await expectDevice(writer, `dev-${toBase64url(sso.random.bytes(12))}`, serial, now);
    await putRegistrationToken(writer, token, serial, expiresAt);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.registration-token.made',
        outcome: 'changed',
        actor,
        detail: { serialNumber: serial, expiresAt },
      },
    ]);
  });
  return { token: token.text, expiresAt };
}

// Keys stay known, so that the Mac is told that it was revoked rather than that it is unknown.
function revokeDevice(sso: PlatformSso, idOrSerial: string, actor: string): Promise<ActionOutcome> {
  return onDevice(sso, idOrSerial, { type: 'platform-sso.device.revoked', actor }, async (writer, device) => {
    if (!(await setDeviceState(writer, device.id, 'revoked'))) return false;
    await revokeFamilies(writer, { deviceId: device.id }, sso.clock.now());
    await deleteUnlockKeysOfDevice(writer, device.id);
    return true;
  });
}

function unregisterDevice(sso: PlatformSso, idOrSerial: string, actor: string): Promise<ActionOutcome> {
  return onDevice(sso, idOrSerial, { type: 'platform-sso.device.unregistered', actor }, async (writer, device) => {
    if (device.state === 'revoked' || !(await setDeviceState(writer, device.id, 'expected'))) return false;
    await retireDeviceKeys(writer, device.id, { shared: true, userId: undefined });
    await deleteActiveRegistrations(writer, device.id);
    await revokeFamilies(writer, { deviceId: device.id }, sso.clock.now());
    await deleteUnlockKeysOfDevice(writer, device.id);
    return true;
  });
}

async function onDevice(
  sso: PlatformSso,
  idOrSerial: string,
  event: Pick<AuditEvent, 'type'> & { readonly actor: string },
  change: (writer: Writer, device: DeviceRecord) => Promise<boolean>,
): Promise<ActionOutcome> {
  return sso.database.write(async (writer): Promise<ActionOutcome> => {
    const device = await findDevice(writer, idOrSerial);
    if (!device) return { kind: 'not-found' };
    if (!(await change(writer, device))) return { kind: 'already' };
    const detail = { serialNumber: device.serialNumber };
    appendAudit(writer, sso.clock.now(), [{ ...event, outcome: 'changed', deviceId: device.id, detail }]);
    return { kind: 'done' };
  });
}

async function endRegistration(sso: PlatformSso, id: string, actor: string): Promise<ActionOutcome> {
  const now = sso.clock.now();
  return sso.database.write(async (writer): Promise<ActionOutcome> => {
    const registration = await registrationById(writer, id);
    if (!registration) return { kind: 'not-found' };
    if (!(await revokeRegistration(writer, id))) return { kind: 'already' };
    const { deviceId, userId } = registration;
    await revokeFamilies(writer, { deviceId, userId }, now);
    await deleteUnlockKeys(writer, deviceId, userId);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.registration.revoked',
        outcome: 'changed',
        actor,
        deviceId,
        userId,
        detail: { registration: id },
      },
    ]);
    return { kind: 'done' };
  });
}

async function revokeTokensOfUser(
  sso: PlatformSso,
  userId: string,
  actor: string,
  credential?: 'password',
): Promise<number> {
  const now = sso.clock.now();
  return sso.database.write(async (writer) => {
    const families = await revokeFamilies(writer, { userId, ...(credential ? { credential } : {}) }, now);
    appendAudit(writer, now, [
      { type: 'platform-sso.tokens.revoked', outcome: 'changed', actor, userId, detail: { families } },
    ]);
    return families;
  });
}

async function registrationRecord(sso: PlatformSso, listed: ListedRegistration): Promise<UserRegistrationRecord> {
  const user = await sso.directory.userById(listed.userId);
  const { userKeyId, ...rest } = listed;
  return {
    ...rest,
    userPrincipalName: user?.userPrincipalName ?? '(deleted)',
    userKeyId: userKeyId === undefined ? undefined : toBase64(userKeyId),
  };
}

function signingKeys({ keys }: PlatformSso) {
  const current = keys.current();
  return keys.signingKeys().map((key) => {
    const state =
      key.keyId === current.keyId
        ? ('current' as const)
        : key.signsFrom > current.signsFrom
          ? ('next' as const)
          : ('previous' as const);
    return { keyId: key.keyId, state, createdAt: key.createdAt };
  });
}

function page<Item extends { readonly id: string }>(found: readonly Item[], limit: number): Page<Item> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}
