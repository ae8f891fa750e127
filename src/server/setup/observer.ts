/** What device management tells becomes the course of an enrollment, inside the same unit of writing. */
import type { CommandResult } from '#protocol/mdm/commands/catalogue.ts';
import type { EnrollmentRecord, FinishedCommand, ManagementObserver } from '#server/mdm/management.ts';
import type { Writer } from '#server/store/database.ts';
import { forgetAlerts, raiseAlert } from './alerts.ts';
import type { Course } from './course.ts';
import { beginCourse, changeCourse, endStep, findCourse } from './course-store.ts';
import { readStandings } from './declaration-standing.ts';
import { forgetDeclared } from './declared-sign-in.ts';
import { forgetProfiles, readProfiles } from './foreign-payloads.ts';
import { readApplications } from './polling.ts';
import { answerToRelease, releaseWhenReady } from './release.ts';
import { noteAnswer } from './rollout/answered.ts';
import { forgetDelivery } from './rollout/delivery-store.ts';
import type { SetupPorts } from './setup-ports.ts';

/** Makes the observer. `wake` is called for a course that something is to be done for at once. */
export function setupObserver(ports: SetupPorts, wake: (enrollmentId: string) => void): ManagementObserver {
  const { clock } = ports;
  return {
    authenticated: async (writer, { enrollment }) => {
      const { id, serialNumber = '' } = enrollment;
      await forgetAlerts(writer, id, clock.now());
      await forgetDeclared(writer, id);
      await forgetProfiles(writer, id);
      await forgetDelivery(writer, id);
      await beginCourse(writer, { id, serialNumber }, clock.now());
    },
    tokenUpdated: async (writer, { enrollment, awaitingConfiguration }) => {
      const isUser = enrollment.userId !== undefined;
      const course = await findCourse(writer, enrollment.deviceId);
      if (course === undefined) return;
      // Later ones, with another push token, begin nothing.
      if (!isUser && course.state !== 'enrolling') return;
      if (isUser && course.state !== 'released') return;
      const begin = { state: 'due', lane: awaitingConfiguration ? 'setup-assistant' : 'manual' } as const;
      const now = clock.now();
      await changeCourse(writer, course, isUser ? { dueAt: now } : { ...begin, begunAt: now, dueAt: now });
      wake(course.enrollmentId);
    },
    // The Mac hands it over with the first login: by then the account is there.
    bootstrapTokenChanged: async (writer, { enrollment, isStored }) => {
      const course = isStored ? await findCourse(writer, enrollment.deviceId) : undefined;
      if (course?.state !== 'released' || (course.accounts ?? []).length > 0) return;
      await changeCourse(writer, course, { dueAt: clock.now() });
      wake(course.enrollmentId);
    },
    commandFinished: (writer, event) => finished(ports, writer, event),
    statusReported: (writer, event) => readStandings(ports, writer, event),
    checkedOut: async (writer, { enrollment }) => {
      const course = isDevice(enrollment) ? await findCourse(writer, enrollment.id) : undefined;
      if (course === undefined) return;
      await forgetDeclared(writer, course.enrollmentId);
      await forgetProfiles(writer, course.enrollmentId);
      // Who only says that it is a Mac does not take the registration of that Mac away by leaving.
      const isItself = enrollment.isSerialNumberProven;
      await changeCourse(writer, course, { state: 'ended', dueAt: isItself ? clock.now() : null });
      if (isItself) wake(course.enrollmentId);
    },
  };
}

function isDevice({ id, deviceId }: EnrollmentRecord): boolean {
  return id === deviceId;
}

/** Types of commands that a course looks at; all others cost it nothing. */
const ofInterest: ReadonlySet<string> = new Set([
  'InstallProfile',
  'RemoveProfile',
  'InstallEnterpriseApplication',
  'AccountConfiguration',
  'InstalledApplicationList',
  'UserList',
  'ProfileList',
  'DeviceConfigured',
]);

async function finished(ports: SetupPorts, writer: Writer, event: FinishedCommand): Promise<void> {
  if (!ofInterest.has(event.requestType)) return;
  const course = await findCourse(writer, event.enrollmentId);
  if (course === undefined) return;
  switch (event.requestType) {
    case 'InstalledApplicationList':
      return readApplications(ports, writer, course, event.result);
    case 'ProfileList':
      return readProfiles(writer, event.enrollmentId, event.result);
    case 'UserList':
      return readAccounts(writer, course, event.result);
    case 'DeviceConfigured': {
      const isAcknowledged = event.status === 'Acknowledged';
      return answerToRelease(ports, writer, course, { isAcknowledged, error: errorOf(event) });
    }
    default:
      await noteAnswer(ports, writer, course, event);
      return endOfStep(ports, writer, course, event);
  }
}

async function endOfStep(ports: SetupPorts, writer: Writer, course: Course, event: FinishedCommand): Promise<void> {
  if (!(await endStep(writer, course.enrollmentId, event.commandId, event.status))) return;
  if (event.status !== 'Acknowledged') {
    const detail = `${event.requestType} failed on the Mac: ${errorOf(event)}.`;
    await raiseAlert(ports, writer, course, { code: 'setup_command_failed', detail });
  }
  await releaseWhenReady(ports, writer, course.enrollmentId);
}

function errorOf({ status, errorChain: [error] }: FinishedCommand): string {
  return error === undefined ? status : `${error.ErrorDomain} ${error.ErrorCode}`;
}

/** Accounts of people: those of the system have identifiers below 500, or names that begin with an underscore. */
async function readAccounts(writer: Writer, course: Course, result: CommandResult | undefined): Promise<void> {
  if (result?.kind !== 'known' || result.RequestType !== 'UserList') return;
  const people = result.result.Users.filter(
    ({ UserName: name, UID: uid }) => !name.startsWith('_') && (uid ?? 501) >= 500,
  );
  const accounts = people.map(({ UserName: name }) => name);
  // Known: not to be asked again by the clock.
  const isOver = course.state === 'released' && accounts.length > 0;
  await changeCourse(writer, course, { accounts, ...(isOver ? { dueAt: null } : {}) });
}
