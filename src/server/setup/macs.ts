/** A whole Mac: what device enrollment, management, setup and Platform SSO know of one serial number, put together. */
import type { AdeDevice } from '#server/ade/feature.ts';
import type { EnrollmentRecord } from '#server/mdm/management.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import type { Reader } from '#server/store/database.ts';
import { openAlerts, type SetupAlert } from './alerts.ts';
import type { Course } from './course.ts';
import { findCourse } from './course-store.ts';
import { type DeclarationStanding, declarationStandings } from './declaration-standing.ts';
import { concludeStage, type MacFacts, type MacStanding } from './mac-state.ts';
import { missingFor } from './release.ts';
import { type PlanStanding, planStanding } from './rollout/progress.ts';
import type { SetupPorts } from './setup-ports.ts';

/** A Mac with all that is known of it. */
export interface WholeMac extends MacStanding {
  readonly serialNumber: string;
  readonly assignment: AdeDevice | undefined;
  readonly enrollment: EnrollmentRecord | undefined;
  readonly course: Course | undefined;
  /** What its release waits for. */
  readonly missing: readonly string[];
  readonly registration: Awaited<ReturnType<PlatformSsoAdministration['device']>>;
  /** What it was given of the sign-in plan. */
  readonly plan: PlanStanding | undefined;
  readonly alerts: readonly SetupAlert[];
  /** What the Mac says of its declarations. */
  readonly declarations: readonly DeclarationStanding[];
}

/** One Mac; undefined when no feature knows the serial number. */
export async function wholeMac(ports: SetupPorts, serialNumber: string): Promise<WholeMac | undefined> {
  const serial = serialNumber.toUpperCase();
  const { database, ade, management, platformSso } = ports;
  const [assignment, enrollment, registration, alerts] = await Promise.all([
    ade.device(serial),
    management.enrollmentBySerialNumber(serial),
    platformSso.device(serial),
    openAlerts(database, serial),
  ]);
  if (!assignment && !enrollment && !registration) return undefined;
  const course = enrollment && (await findCourse(database, enrollment.deviceId));
  const missing = course?.state === 'installing' ? await missingFor(database, course) : [];
  const plan = enrollment && (await planStanding(database, enrollment.deviceId));
  const facts: MacFacts = {
    assignment: assignment?.removedAt === undefined ? assignment?.profileStatus : undefined,
    enrollment: enrollment?.state,
    course,
    missing,
    ...registered(registration, course),
    hasUserChannel: enrollment !== undefined && (await hasUserChannel(database, enrollment.deviceId)),
  };
  const standing = concludeStage(facts);
  const declarations = declarationStandings(enrollment && (await management.status(enrollment.deviceId)));
  return {
    ...standing,
    declarations,
    serialNumber: serial,
    assignment,
    enrollment,
    course,
    missing,
    registration,
    plan,
    alerts,
  };
}

/** How long before its enrollment a Mac may have registered in the same setup, in milliseconds. */
const earlier = 3_600_000;

/** A Mac in Setup Assistant has nothing of before: what it had registered, it registers anew. */
function registered(
  registration: WholeMac['registration'],
  course: Course | undefined,
): Pick<MacFacts, 'device' | 'people'> {
  if (registration === undefined) return { device: undefined, people: 0 };
  const since = course?.lane === 'setup-assistant' ? course.begunAt - earlier : 0;
  const { device, registrations } = registration;
  const isOfNow = device.state === 'revoked' || (device.registeredAt ?? 0) >= since;
  const people = registrations.filter(({ state, createdAt }) => state === 'active' && createdAt >= since);
  return { device: isOfNow ? device.state : 'expected', people: people.length };
}

/** A page of Macs, by serial number. */
export async function listMacs(
  ports: SetupPorts,
  query: { readonly after: string; readonly limit: number; readonly search: string | undefined },
): Promise<readonly WholeMac[]> {
  const serials = await serialNumbers(ports.database, query);
  const macs = await Promise.all(serials.map((serial) => wholeMac(ports, serial)));
  return macs.filter((mac) => mac !== undefined);
}

/**
 * Serial numbers that anybody here knows. The one place that reads beside the features whose tables these are: a page of all
 * Macs in order cannot be had of each of them in turn.
 */
async function serialNumbers(
  reader: Reader,
  {
    after,
    limit,
    search = '',
  }: { readonly after: string; readonly limit: number; readonly search: string | undefined },
): Promise<readonly string[]> {
  const start = search.toUpperCase();
  const range = [after, start, `${start}\u{10FFFF}`] as const;
  const of = (table: string) =>
    `SELECT serial_number FROM ${table} WHERE serial_number > ? AND serial_number >= ? AND serial_number < ?`;
  const rows = await reader.all<{ serial_number: string }>(
    `${of('device')} UNION ${of('mdm_enrollment')} UNION ${of('ade_device')} ORDER BY serial_number LIMIT ?`,
    ...range,
    ...range,
    ...range,
    limit,
  );
  return rows.map((row) => row.serial_number);
}

async function hasUserChannel(reader: Reader, deviceId: string): Promise<boolean> {
  const statement = 'SELECT id FROM mdm_enrollment WHERE device_id = ? AND user_id IS NOT NULL AND state = ? LIMIT 1';
  return (await reader.get(statement, deviceId, 'enabled')) !== undefined;
}
