/** A whole Mac: what device enrollment, management, setup and Platform SSO know of one serial number, put together. */
import type { AdeDevice } from '#server/ade/feature.ts';
import {
  concludeStage,
  countingState,
  type MacFacts,
  type MacStanding,
  registrationsCountSince,
} from '#server/mac-standing/mac-state.ts';
import type { EnrollmentRecord } from '#server/mdm/management.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import type { Reader } from '#server/store/database.ts';
import { openAlerts, type SetupAlert } from './alerts.ts';
import type { Course } from './course.ts';
import { findCourse } from './course-store.ts';
import { type DeclarationStanding, declarationStandings } from './declaration-standing.ts';
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
  /** Whether a person opened their channel of device management. */
  readonly hasUserChannel: boolean;
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
    hasUserChannel: enrollment !== undefined && (await isUserChannelOpen(database, enrollment.deviceId)),
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
    hasUserChannel: facts.hasUserChannel,
    registration,
    plan,
    alerts,
  };
}

/** A Mac in Setup Assistant has nothing of before: what it had registered, it registers anew. */
function registered(
  registration: WholeMac['registration'],
  course: Course | undefined,
): Pick<MacFacts, 'device' | 'people'> {
  if (registration === undefined) return { device: undefined, people: 0 };
  const since = registrationsCountSince(course);
  const { device, registrations } = registration;
  const people = registrations.filter(({ state, createdAt }) => state === 'active' && createdAt >= since);
  return { device: countingState(device, since), people: people.length };
}

async function isUserChannelOpen(reader: Reader, deviceId: string): Promise<boolean> {
  const statement = 'SELECT id FROM mdm_enrollment WHERE device_id = ? AND user_id IS NOT NULL AND state = ? LIMIT 1';
  return (await reader.get(statement, deviceId, 'enabled')) !== undefined;
}
