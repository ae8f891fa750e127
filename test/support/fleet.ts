/**
 * Many Macs in a store at once, in every stage, as their features would have written them: for lists that are to be looked at or
 * measured. They have no identities and never speak.
 */
import { conclude } from '#server/mac-standing/mac-changes.ts';
import type { Database, Writer } from '#server/store/database.ts';

/** What a fleet is made of. */
export interface FleetOptions {
  readonly macs: number;
  /** Milliseconds since 1970: all of it happened in the weeks before. */
  readonly now: number;
  /** Who is registered on all Macs that have somebody. */
  readonly userId: string;
}

const kinds = [
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'joined',
  'released',
  'registered',
  'awaiting',
  'assigned',
  'enrolling',
  'expected',
  'unenrolled',
  'revoked',
] as const;
const versions = ['26.1', '26.0', '26.1', '15.6.1', '14.7', '27.0', '13.7.8', '26.1'];
const models = ['MacBook Pro', 'MacBook Air', 'Mac mini', 'iMac', 'Mac Studio'];
const owners = ['Ada', 'Marie', 'Grace', 'Katherine', 'Radia', 'Barbara', 'Hedy', 'Dorothy', 'Mary', 'Annie'];

/** The serial number of a Mac of the fleet. */
export function fleetSerial(index: number): string {
  return `C02P${String(index).padStart(8, '0')}`;
}

const macsPerUnit = 200;

/** Fills the store. */
export async function fillFleet(database: Database, options: FleetOptions): Promise<void> {
  for (let start = 0; start < options.macs; start += macsPerUnit) {
    await database.write(async (writer) => {
      const end = Math.min(start + macsPerUnit, options.macs);
      const serials = Array.from({ length: end - start }, (_, offset) => fleetSerial(start + offset));
      for (let index = start; index < end; index += 1) await putMac(writer, index, options);
      await conclude(writer, serials);
    });
  }
}

async function putMac(writer: Writer, index: number, options: FleetOptions): Promise<void> {
  const kind = kinds[index % kinds.length] ?? 'joined';
  const at = options.now - ((index * 7_919) % 2_419_200) * 1000 - 60_000;
  if (kind !== 'expected') await putAssignment(writer, index, kind === 'assigned', at);
  if (kind !== 'expected' && kind !== 'assigned') await putEnrollment(writer, index, kind, at);
  const isRegistered = kind === 'joined' || kind === 'registered' || kind === 'revoked';
  if (isRegistered || kind === 'expected') await putDevice(writer, index, kind, at);
  if (kind === 'joined' || kind === 'revoked') await putPerson(writer, index, options.userId, at);
}

function nameOf(index: number): string {
  return `${owners[(index * 31) % owners.length]}’s ${modelOf(index)} ${index}`;
}

function modelOf(index: number): string {
  return models[(index * 17) % models.length] ?? 'MacBook Pro';
}

function versionOf(index: number): string {
  return versions[(index * 13) % versions.length] ?? '26.1';
}

async function putAssignment(writer: Writer, index: number, isWaiting: boolean, at: number): Promise<void> {
  await writer.run(
    `INSERT INTO ade_device (serial_number, facts, profile_uuid, profile_status, op_at, assignment_code, assignment_at,
      assignment_retry_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    fleetSerial(index),
    JSON.stringify({
      serial_number: fleetSerial(index),
      model: modelOf(index),
      description: modelOf(index).toUpperCase(),
    }),
    'profile',
    isWaiting ? (index % 40 === 15 ? 'empty' : 'assigned') : 'pushed',
    at,
    isWaiting && index % 40 === 15 ? 'NOT_ACCESSIBLE' : 'SUCCESS',
    at,
    at,
  );
}

const courseStates: Readonly<Record<string, string>> = {
  awaiting: 'installing',
  enrolling: 'enrolling',
  unenrolled: 'ended',
};

async function putEnrollment(writer: Writer, index: number, kind: string, at: number): Promise<void> {
  const id = `FLEET-${index}`;
  const state = kind === 'enrolling' ? 'enrolling' : kind === 'unenrolled' ? 'ended' : 'enabled';
  await writer.run(
    `INSERT INTO mdm_enrollment (id, device_id, state, serial_number, device_name, model, model_name, os_version, topic,
      push_token, push_magic, push_token_at, awaiting_configuration, enqueued, pending, created_at, authenticated_at,
      enabled_at, ended_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)`,
    id,
    id,
    state,
    fleetSerial(index),
    nameOf(index),
    'Mac15,6',
    modelOf(index),
    versionOf(index),
    'com.apple.mgmt.External.fleet',
    state === 'enabled' ? new Uint8Array(32) : null,
    state === 'enabled' ? id : null,
    state === 'enabled' ? at : null,
    kind === 'awaiting' ? 1 : 0,
    at,
    at,
    state === 'enrolling' ? null : at,
    state === 'ended' ? at + 3_600_000 : null,
    at + 30_000,
  );
  await writer.run(
    `INSERT INTO setup_course (enrollment_id, serial_number, generation, lane, state, begun_at, tries, awaited,
      is_application_seen, release_code, released_at, accounts, account_tries) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    id,
    fleetSerial(index),
    'setup-assistant',
    courseStates[kind] ?? 'released',
    at,
    kind === 'awaiting' ? 4 : 1,
    kind === 'awaiting' ? '["org.porchlight.companion"]' : '[]',
    kind === 'awaiting' ? 0 : 1,
    kind === 'released' && index % 40 === 12 ? 'watchdog' : 'ready',
    at,
    kind === 'joined' ? '["ada"]' : null,
  );
}

async function putDevice(writer: Writer, index: number, kind: string, at: number): Promise<void> {
  const isExpected = kind === 'expected';
  await writer.run(
    `INSERT INTO device (id, serial_number, state, name, folded_name, model, os_version, attestation, created_at,
      registered_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    `fleet-${index}`,
    fleetSerial(index),
    isExpected ? 'expected' : kind === 'revoked' ? 'revoked' : 'registered',
    isExpected ? null : nameOf(index),
    isExpected ? null : nameOf(index).toLowerCase(),
    isExpected ? null : 'Mac15,6',
    isExpected ? null : versionOf(index),
    isExpected ? null : 'simulated',
    at,
    isExpected ? null : at + 60_000,
    isExpected ? null : at + 60_000,
  );
}

async function putPerson(writer: Writer, index: number, userId: string, at: number): Promise<void> {
  await writer.run(
    `INSERT INTO user_registration (id, device_id, user_id, method, state, created_at, last_login_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    `fleet-${index}`,
    `fleet-${index}`,
    userId,
    'Password',
    'active',
    at + 90_000,
    at + 120_000,
  );
}
