/**
 * Gives devices the enrollment profile that the plan wants for them. What is to be done is found in what is, never in what
 * happened: Apple drops assignments without telling, and devices that come back may count as modified (fact sheet section
 * 1.4).
 */
import { encodeAssignProfileRequest, mostDevicesToAssign } from '#protocol/ade/device-services/assign-profile.ts';
import { parseDeviceStatuses } from '#protocol/ade/device-services/device-statuses.ts';
import { encodeEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AdePorts } from '../ade-ports.ts';
import { type AdeDevice, devicesAfter, noteAssignment } from './device-store.ts';
import type { DeviceServices, ServiceAnswer } from './device-services-client.ts';

/** What came of it: devices that were given a profile, and devices that Apple did not take one for, this time. */
export type Assignment =
  | { readonly kind: 'assigned'; readonly assigned: number; readonly deferred: number }
  | Exclude<ServiceAnswer, { readonly kind: 'answered' }>;

/** When a device is tried again after Apple's word for it, in milliseconds. */
const retryAfter = { THROTTLED: 60_000, FAILED: 900_000, NOT_ACCESSIBLE: 86_400_000 } as const;
const listSize = 500;

/** A profile with the devices that lack it. */
interface Wanted {
  readonly hash: string;
  readonly content: string;
  readonly serialNumbers: string[];
}

/** Defines what Apple does not know yet, and assigns what is missing. `everything`: also what is to wait still. */
export async function assignProfiles(
  services: DeviceServices,
  ports: AdePorts,
  everything = false,
): Promise<Assignment> {
  let assigned = 0;
  let deferred = 0;
  for (const wanted of await missing(ports, everything)) {
    for (let from = 0; from < wanted.serialNumbers.length; from += mostDevicesToAssign) {
      const chunk = wanted.serialNumbers.slice(from, from + mostDevicesToAssign);
      const outcome = await assignChunk(services, ports, wanted, chunk);
      if (outcome.kind !== 'assigned') return outcome;
      assigned += outcome.assigned;
      deferred += outcome.deferred;
    }
  }
  return { kind: 'assigned', assigned, deferred };
}

/** Devices whose profile at Apple is not the one they should have, by what they should have. */
async function missing({ database, clock, plan }: AdePorts, everything: boolean): Promise<readonly Wanted[]> {
  const settings = await plan.profileSettings();
  if (settings === undefined) return [];
  const profiles = await database.all<{ content_hash: string; profile_uuid: string }>(
    'SELECT content_hash, profile_uuid FROM ade_profile',
  );
  const known = new Map(profiles.map((row) => [row.content_hash, row.profile_uuid]));
  const wanted = new Map<string, Wanted>();
  for await (const device of everyMac(database)) {
    if (!everything && device.assignment.retryAt > clock.now()) continue;
    const content = encodeEnrollmentProfile({ ...settings, ...(await addressesFor(device.serialNumber, plan)) });
    const hash = toHex(nodeCrypto.sha256(utf8(content)));
    if (hasProfile(device, known.get(hash))) continue;
    const entry = wanted.get(hash) ?? { hash, content, serialNumbers: [] };
    entry.serialNumbers.push(device.serialNumber);
    wanted.set(hash, entry);
  }
  return [...wanted.values()];
}

async function addressesFor(serialNumber: string, plan: AdePorts['plan']) {
  const page = await plan.webUrlFor(serialNumber);
  return {
    url: await plan.enrollmentUrlFor(serialNumber),
    ...(page === undefined ? {} : { configuration_web_url: page }),
  };
}

function hasProfile({ profileUuid, profileStatus }: AdeDevice, uuid: string | undefined): boolean {
  return uuid !== undefined && profileUuid === uuid && (profileStatus === 'assigned' || profileStatus === 'pushed');
}

/** Ours, and Macs as far as Apple says. */
async function* everyMac(database: AdePorts['database']): AsyncGenerator<AdeDevice> {
  for (let after = ''; ; ) {
    const page = await devicesAfter(database, after, listSize);
    for (const device of page) if ((device.facts.device_family ?? 'Mac') === 'Mac') yield device;
    const last = page.at(-1);
    if (last === undefined || page.length < listSize) return;
    after = last.serialNumber;
  }
}

async function assignChunk(
  services: DeviceServices,
  ports: AdePorts,
  wanted: Wanted,
  serialNumbers: readonly string[],
  isSecondTry = false,
): Promise<Assignment> {
  const defined = await profileUuid(services, ports, wanted);
  if (defined.kind !== 'defined') return defined;
  const body = encodeAssignProfileRequest({ profile_uuid: defined.uuid, devices: serialNumbers });
  const answer = await services.call({ method: 'POST', path: '/profile/devices', body });
  if (answer.kind === 'refused' && answer.word === 'PROFILE_NOT_FOUND' && !isSecondTry) {
    // Apple has lost the profile, or the server at Apple is another one: it is defined anew.
    await ports.database.write((writer) => writer.run('DELETE FROM ade_profile WHERE content_hash = ?', wanted.hash));
    return assignChunk(services, ports, wanted, serialNumbers, true);
  }
  if (answer.kind !== 'answered') return answer;
  return note(ports, defined.uuid, serialNumbers, parseDeviceStatuses(answer.body));
}

type Defined =
  | { readonly kind: 'defined'; readonly uuid: string }
  | Exclude<ServiceAnswer, { readonly kind: 'answered' }>;

async function profileUuid(services: DeviceServices, ports: AdePorts, { hash, content }: Wanted): Promise<Defined> {
  const { database, clock } = ports;
  const text = 'SELECT profile_uuid FROM ade_profile WHERE content_hash = ?';
  const known = await database.get<{ profile_uuid: string }>(text, hash);
  if (known !== undefined) return { kind: 'defined', uuid: known.profile_uuid };
  const answer = await services.call({ method: 'POST', path: '/profile', body: content });
  if (answer.kind !== 'answered') return answer;
  const uuid = parseDeviceStatuses(answer.body).profile_uuid;
  if (uuid === undefined) return { kind: 'refused', status: 200, word: 'PROFILE_UUID_MISSING' };
  await database.write(async (writer) => {
    await writer.run(
      `INSERT INTO ade_profile (content_hash, profile_uuid, defined_at) VALUES (?, ?, ?)
       ON CONFLICT (content_hash) DO UPDATE SET profile_uuid = excluded.profile_uuid, defined_at = excluded.defined_at`,
      hash,
      uuid,
      clock.now(),
    );
    const event = {
      type: 'ade.profile.defined',
      outcome: 'changed',
      actor: 'system',
      detail: { profileUuid: uuid },
    } as const;
    appendAudit(writer, clock.now(), [event]);
  });
  return { kind: 'defined', uuid };
}

async function note(
  { database, clock }: AdePorts,
  uuid: string,
  serialNumbers: readonly string[],
  { devices, retry_after_seconds: seconds }: ReturnType<typeof parseDeviceStatuses>,
): Promise<Assignment> {
  const at = clock.now();
  const words = serialNumbers.map((serialNumber) => [serialNumber, devices.get(serialNumber) ?? 'FAILED'] as const);
  await database.write(async (writer) => {
    for (const [serialNumber, code] of words) {
      const wait = code === 'THROTTLED' && seconds !== undefined ? seconds * 1000 : waitAfter(code);
      await noteAssignment(writer, serialNumber, { code, profileUuid: uuid, at, retryAt: at + wait });
    }
    appendAudit(
      writer,
      at,
      words.map(([serialNumber, code]) => ({
        type: code === 'SUCCESS' ? 'ade.profile.assigned' : 'ade.profile.not-assigned',
        outcome: code === 'SUCCESS' ? 'changed' : 'refused',
        ...(code === 'SUCCESS' ? {} : { code }),
        actor: 'system',
        detail: { serialNumber, profileUuid: uuid },
      })),
    );
  });
  const assigned = words.filter(([, code]) => code === 'SUCCESS').length;
  return { kind: 'assigned', assigned, deferred: words.length - assigned };
}

function waitAfter(code: string): number {
  if (code === 'SUCCESS') return 0;
  return code in retryAfter ? retryAfter[code as keyof typeof retryAfter] : retryAfter.FAILED;
}
