/** Letting a Mac go. Whoever calls, and however often: it happens once in a course. */
import { declarativeManagement } from '#protocol/mdm/commands/declarative-management.ts';
import { deviceConfigured } from '#protocol/mdm/commands/device-configured.ts';
import { installedApplicationList } from '#protocol/mdm/commands/installed-application-list.ts';
import { profileList } from '#protocol/mdm/commands/profile-list.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { missingPhrases } from '#server/mac-standing/mac-state.ts';
import type { Writer } from '#server/store/database.ts';
import { raiseAlert } from './alerts.ts';
import type { Course, ReleaseCode } from './course.ts';
import { changeCourse, findCourse, stepsOf } from './course-store.ts';
import { makeDue } from './rollout/delivery-store.ts';
import type { SetupPorts } from './setup-ports.ts';

/** How long after the release the Mac is first asked for its accounts, in milliseconds. */
const firstAccounts = 60_000;

/** Lets a Mac go when nothing is missing any more. */
export async function releaseWhenReady(ports: SetupPorts, writer: Writer, enrollmentId: string): Promise<void> {
  const course = await findCourse(writer, enrollmentId);
  if (course?.state !== 'installing') return;
  if ((await missingFor(writer, course)).length === 0) await release(ports, writer, course, 'ready');
}

/** What a release waits for, as one phrase each. */
export async function missingFor(
  reader: Parameters<typeof stepsOf>[0],
  { enrollmentId, awaited, isApplicationSeen }: Course,
): Promise<readonly string[]> {
  const open = (await stepsOf(reader, enrollmentId)).filter(({ status }) => status === 'open');
  return missingPhrases(
    { awaited, isApplicationSeen },
    open.map(({ requestType }) => requestType),
  );
}

/** Lets a Mac go, come what may: all is there, or time is over. */
export async function release(ports: SetupPorts, writer: Writer, course: Course, code: ReleaseCode): Promise<void> {
  const { enrollmentId, serialNumber, lane } = course;
  const isHeld = lane === 'setup-assistant';
  const change = { state: 'releasing', releaseCode: code, dueAt: null } as const;
  if (!(await changeCourse(writer, course, change))) return;
  const detail = { enrollmentId, serialNumber, lane, tries: course.tries };
  const now = ports.clock.now();
  appendAudit(writer, now, [{ type: 'setup.release.decided', outcome: 'changed', code, detail }]);
  if (isHeld) await ports.management.enqueue(writer, enrollmentId, deviceConfigured.build({}));
  else await noteReleased(ports, writer, { ...course, ...change, dueAt: undefined });
}

/** The Mac is out of Setup Assistant, or never was in it. Only now it is asked for what can wait. */
export async function noteReleased(ports: SetupPorts, writer: Writer, course: Course): Promise<void> {
  const { enrollmentId } = course;
  const now = ports.clock.now();
  const change = { state: 'released', releasedAt: now, dueAt: now + firstAccounts } as const;
  if (!(await changeCourse(writer, course, change))) return;
  await makeDue(writer, { enrollmentId, below: Number.MAX_SAFE_INTEGER, at: now });
  for (const command of [
    declarativeManagement.build({}),
    profileList.build({}),
    installedApplicationList.build({}),
    userList.build({}),
  ]) {
    await ports.management.enqueue(writer, enrollmentId, command, { unlessOpen: true });
  }
}

/** The answer to DeviceConfigured. A Mac that refuses it is not held by it any more, as far as is known. */
export async function answerToRelease(
  ports: SetupPorts,
  writer: Writer,
  course: Course,
  answer: { readonly isAcknowledged: boolean; readonly error: string },
): Promise<void> {
  if (course.state !== 'releasing') return;
  if (!answer.isAcknowledged) {
    const detail = `The Mac refused DeviceConfigured: ${answer.error}.`;
    await raiseAlert(ports, writer, course, { code: 'setup_release_refused', detail });
  }
  await noteReleased(ports, writer, answer.isAcknowledged ? course : { ...course, releaseCode: 'refused' });
}
