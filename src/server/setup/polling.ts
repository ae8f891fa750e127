/** Asking the Mac whether the app is there: the answer to its installation says only that it was accepted (5.4). */
import { installedApplicationList } from '#protocol/mdm/commands/installed-application-list.ts';
import type { CommandResult } from '#protocol/mdm/commands/catalogue.ts';
import type { Writer } from '#server/store/database.ts';
import { raiseAlert } from './alerts.ts';
import { type Course, delayAfter, isOverdue } from './course.ts';
import { changeCourse } from './course-store.ts';
import { missingFor, release, releaseWhenReady } from './release.ts';
import type { SetupPorts } from './setup-ports.ts';

/** Asks; where a question is open already, it is the one. */
export async function askForApplication(ports: SetupPorts, writer: Writer, course: Course): Promise<void> {
  const { enrollmentId, awaited, isApplicationSeen } = course;
  if (isApplicationSeen || awaited.length === 0) return;
  const command = installedApplicationList.build({ Identifiers: [...awaited] });
  await ports.management.enqueue(writer, enrollmentId, command, { unlessOpen: true });
}

/** The Mac told of its apps. */
export async function readApplications(
  ports: SetupPorts,
  writer: Writer,
  course: Course,
  result: CommandResult | undefined,
): Promise<void> {
  if (course.state !== 'installing' || course.isApplicationSeen || course.awaited.length === 0) return;
  if (isThere(result, course.awaited)) {
    if (await changeCourse(writer, course, { isApplicationSeen: true })) {
      await releaseWhenReady(ports, writer, course.enrollmentId);
    }
    return;
  }
  const [delay, now] = [delayAfter(course.tries, ports.settings), ports.clock.now()];
  if (delay > 0) {
    await changeCourse(writer, course, { dueAt: Math.min(course.dueAt ?? now, now + delay * 1000) });
    return;
  }
  const again = { tries: course.tries + 1 };
  if (await changeCourse(writer, course, again)) await askForApplication(ports, writer, { ...course, ...again });
}

function isThere(result: CommandResult | undefined, awaited: readonly string[]): boolean {
  if (result?.kind !== 'known' || result.RequestType !== 'InstalledApplicationList') return false;
  const installed = result.result.InstalledApplicationList.filter(({ Installing: installing }) => installing !== true);
  return awaited.every((identifier) => installed.some((one) => one.Identifier === identifier));
}

/** Time passed: asks once more, or lets the Mac go. */
export async function tryAgain(ports: SetupPorts, writer: Writer, course: Course): Promise<void> {
  const { settings, clock } = ports;
  const now = clock.now();
  const next = { ...course, tries: course.tries + 1 };
  const dueAt = now + Math.max(delayAfter(next.tries, settings), 1) * 1000;
  if (!(await changeCourse(writer, course, { tries: next.tries, dueAt }))) return;
  if (!isOverdue(next, settings, now)) return askForApplication(ports, writer, next);
  const missing = (await missingFor(writer, next)).join(', ');
  const minutes = Math.round((now - next.begunAt) / 60_000);
  const detail = `The Mac was let go after ${minutes} minutes without ${missing || 'an answer'}.`;
  await raiseAlert(ports, writer, next, { code: 'setup_released_by_watchdog', detail });
  await release(ports, writer, { ...next, dueAt }, 'watchdog');
}
