/** What can happen to a Mac, done as each feature does it to its own tables; and what a single Mac then says of itself. */
import { systemRandom } from '#runtime/random.ts';
import { findDevice as findAdeDevice, markRemoved, putFetched } from '#server/ade/devices/device-store.ts';
import {
  beginEnrollment,
  enableEnrollment,
  endEnrollments,
  expectUserEnrollment,
  findBySerialNumber,
} from '#server/mdm/stores/enrollments.ts';
import {
  expectDevice,
  findDevice,
  markRegistered,
  noteSeen,
  setDeviceState,
} from '#server/platform-sso/stores/devices.ts';
import {
  deleteActiveRegistrations,
  listRegistrations,
  putRegistration,
  revokeRegistration,
} from '#server/platform-sso/stores/registrations.ts';
import { forgetAlerts, raiseAlert } from '#server/setup/alerts.ts';
import { addStep, beginCourse, changeCourse, endStep, findCourse } from '#server/setup/course-store.ts';
import { wholeMac } from '#server/setup/macs.ts';
import type { SetupPorts } from '#server/setup/setup-ports.ts';
import type { Database, Writer } from '#server/store/database.ts';
import { createMacStandings } from '../feature.ts';

let time = 10_000_000;
const now = () => {
  time += 1000;
  return time;
};

/** One thing that happens; `dice` chooses among variants. */
type Act = (writer: Writer, serial: string, dice: number) => Promise<unknown>;

const courseStates = ['due', 'preparing', 'installing', 'releasing', 'released', 'ended', 'installing'] as const;

const acts: Readonly<Record<string, Act>> = {
  fetched: (writer, serial, dice) =>
    putFetched(
      writer,
      {
        serial_number: serial,
        model: 'Mac14,2',
        profile_status: (['empty', 'assigned', 'pushed'] as const)[dice % 3] ?? 'empty',
      },
      'fetch',
      now(),
    ),
  disowned: (writer, serial) => markRemoved(writer, serial, now()),
  enroll: async (writer, serial) => {
    const message = { DeviceName: `Mac of ${serial}`, ModelName: 'MacBook Pro', OSVersion: '26.1', Topic: 'topic' };
    const facts = {
      message,
      fingerprint: serial,
      serialNumber: serial,
      endsAt: 0,
      isSerialNumberProven: true,
      renewalDueAt: 0,
    };
    await beginEnrollment(writer, `U-${serial}`, facts as unknown as Parameters<typeof beginEnrollment>[2], now());
    await beginCourse(writer, { id: `U-${serial}`, serialNumber: serial }, now());
  },
  enable: (writer, serial) => enableEnrollment(writer, `U-${serial}`, now()),
  userChannel: async (writer, serial) => {
    const channel = { kind: 'user', id: `U-${serial}:ada`, deviceId: `U-${serial}`, userId: 'ada' } as const;
    await expectUserEnrollment(writer, channel as Parameters<typeof expectUserEnrollment>[1], now());
    await enableEnrollment(writer, channel.id, now());
  },
  leave: (writer, serial) =>
    endEnrollments(writer, { kind: 'device', id: `U-${serial}`, deviceId: `U-${serial}` } as never, now()),
  course: async (writer, serial, dice) => {
    const course = await findCourse(writer, `U-${serial}`);
    if (course === undefined) return;
    await changeCourse(writer, course, {
      state: courseStates[dice] ?? 'released',
      lane: dice % 2 === 0 ? 'setup-assistant' : 'manual',
      awaited: dice > 4 ? ['org.example.app'] : [],
      tries: course.tries + 1,
      ...(dice === 4 ? { releaseCode: 'watchdog' as const } : {}),
      ...(dice === 3 ? { accounts: ['ada'] } : {}),
    });
  },
  step: (writer, serial) => addStep(writer, `U-${serial}`, `${serial}-${now()}`, 'InstallProfile'),
  stepDone: async (writer, serial) => {
    const open = await writer.get<{ command_id: string }>(
      'SELECT command_id FROM setup_step WHERE enrollment_id = ? ORDER BY command_id',
      `U-${serial}`,
    );
    if (open) await endStep(writer, `U-${serial}`, open.command_id, 'Acknowledged');
  },
  expect: (writer, serial) => expectDevice(writer, `D-${serial}`, serial, now()),
  register: (writer, serial) =>
    markRegistered(
      writer,
      `D-${serial}`,
      { udid: `U-${serial}`, model: 'Mac14,2', osVersion: '26.0', name: `Mac ${serial}`, attestation: 'none' },
      now(),
    ),
  state: (writer, serial, dice) =>
    setDeviceState(
      writer,
      `D-${serial}`,
      (['repair', 'revoked', 'registered', 'repair'] as const)[dice % 4] ?? 'repair',
    ),
  person: (writer, serial, dice) =>
    putRegistration(
      writer,
      {
        id: `P-${serial}-${dice % 2}`,
        deviceId: `D-${serial}`,
        userId: `u${dice % 2}`,
        method: 'Password',
        userKeyId: undefined,
        userKey: undefined,
      },
      now(),
    ),
  personGone: (writer, serial, dice) =>
    dice % 2 === 0 ? revokeRegistration(writer, `P-${serial}-0`) : deleteActiveRegistrations(writer, `D-${serial}`),
  alert: (writer, serial) =>
    raiseAlert(
      { clock: { now }, random: systemRandom },
      writer,
      { serialNumber: serial, enrollmentId: `U-${serial}` },
      { code: 'setup_command_failed', detail: 'It failed.' },
    ),
  alertsOver: (writer, serial) => forgetAlerts(writer, `U-${serial}`, now()),
  seen: (writer, serial) => noteSeen(writer, `D-${serial}`, now()),
};

/** Macs in a migrated store. */
export function stageMacs(database: Database) {
  const standings = createMacStandings({ database });
  const ports = portsOver(database);
  const named = (name: string, serial: string, dice = 0) =>
    database.write(async (writer) => {
      await acts[name]?.(writer, serial, dice);
    });
  return {
    acts: Object.keys(acts),
    named,
    act: (index: number, serial: string, dice: number) => named(Object.keys(acts)[index] ?? '', serial, dice),
    /** What the list says. */
    listed: async (serial: string) => {
      const page = await standings.list({ limit: 5, search: serial, sort: 'serialNumber', order: 'asc' });
      const found = page?.items.find(({ serialNumber }) => serialNumber === serial);
      if (found === undefined) return undefined;
      const { stage, reasonCode, reason, alerts, lastSeenAt, name, osVersion } = found;
      return { stage, reasonCode, reason, alerts, lastSeenAt, name, osVersion };
    },
    /** What the Mac says. */
    whole: async (serial: string) => {
      const whole = await wholeMac(ports, serial);
      if (whole === undefined) return undefined;
      const { stage, reasonCode, reason, alerts, enrollment, registration } = whole;
      const device = registration?.device;
      return {
        stage,
        reasonCode,
        reason,
        alerts: alerts.length,
        lastSeenAt: Math.max(enrollment?.lastSeenAt ?? 0, device?.lastSeenAt ?? 0),
        name: enrollment?.deviceName ?? device?.name,
        osVersion: enrollment?.osVersion ?? device?.osVersion,
      };
    },
  };
}

function portsOver(database: Database): SetupPorts {
  const device = async (serial: string) => {
    const found = await findDevice(database, serial);
    if (found === undefined) return undefined;
    const registrations = await listRegistrations(database, { after: '', limit: 10, deviceId: found.id });
    return { device: found, keys: [], registrations };
  };
  return {
    database,
    ade: { device: (serial: string) => findAdeDevice(database, serial) },
    management: {
      enrollmentBySerialNumber: (serial: string) => findBySerialNumber(database, serial),
      status: async () => undefined,
    },
    platformSso: { device },
  } as unknown as SetupPorts;
}
