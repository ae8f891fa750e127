/** What falls due in a course: commands are made, the Mac is asked again, accounts are asked for, what it left is cleaned up. */
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { ManagementError } from '#server/mdm/management.ts';
import type { Writer } from '#server/store/database.ts';
import { isAlertOpen, raiseAlert } from './alerts.ts';
import { type Course, delayAfter } from './course.ts';
import { addStep, changeCourse, findCourse } from './course-store.ts';
import { askForApplication, tryAgain } from './polling.ts';
import { type Preparation, prepareSetup } from './prepare.ts';
import { releaseWhenReady } from './release.ts';
import { noteDeclared } from './declared-sign-in.ts';
import { noteGivenBySetup } from './rollout/given-by-setup.ts';
import type { SetupPorts } from './setup-ports.ts';

/** How long a node that makes commands is waited for, in milliseconds. */
const claim = 60_000;
/** Commands that a release waits for. */
const steps: ReadonlySet<string> = new Set(['InstallProfile', 'InstallEnterpriseApplication', 'AccountConfiguration']);
/** How long until accounts are asked for again, in milliseconds: doubled each time, up to a day. */
const accountsAgain = { first: 120_000, longest: 86_400_000 };

/** Does what is due for an enrollment. @returns whether anything was */
export async function advance(ports: SetupPorts, enrollmentId: string): Promise<boolean> {
  const course = await findCourse(ports.database, enrollmentId);
  if (course?.dueAt === undefined || course.dueAt > ports.clock.now()) return false;
  switch (course.state) {
    case 'due':
    case 'preparing':
      await begin(ports, course);
      break;
    case 'installing':
      await ports.database.write((writer) => tryAgain(ports, writer, course));
      break;
    case 'released':
      await askForAccounts(ports, course);
      break;
    case 'ended':
      await cleanUp(ports, course);
      break;
    case 'enrolling':
    case 'releasing':
      break;
  }
  return true;
}

async function begin(ports: SetupPorts, course: Course): Promise<void> {
  const claimed = { state: 'preparing', dueAt: ports.clock.now() + claim } as const;
  if (!(await ports.database.write((writer) => changeCourse(writer, course, claimed)))) return;
  const preparing: Course = { ...course, ...claimed };
  try {
    const preparation = await prepareSetup(ports, preparing);
    await ports.database.write((writer) => queue(ports, writer, preparing, preparation));
  } catch (error) {
    // It left, or began anew, meanwhile.
    if (error instanceof ManagementError) return;
    ports.onFault(error);
    const detail = 'The commands of setup could not be made; it is tried again every minute.';
    await ports.database.write((writer) => raiseOnce(ports, writer, preparing, detail));
  }
}

async function queue(ports: SetupPorts, writer: Writer, course: Course, preparation: Preparation): Promise<void> {
  const { enrollmentId, serialNumber, lane } = course;
  const { commands, awaited, missing, declared, given } = preparation;
  const now = ports.clock.now();
  const dueAt = now + Math.max(delayAfter(0, ports.settings), 1) * 1000;
  const installing = { state: 'installing', awaited, tries: 1, dueAt } as const;
  if (!(await changeCourse(writer, course, installing))) return;
  if (declared !== undefined) await noteDeclared(writer, { enrollmentId, serialNumber, osVersion: declared });
  const ids = new Map<MdmCommand, string>();
  for (const command of commands) {
    const id = await ports.management.enqueue(writer, enrollmentId, command);
    if (steps.has(command.RequestType)) await addStep(writer, enrollmentId, id, command.RequestType);
    ids.set(command, id);
  }
  if (given !== undefined) await noteGivenBySetup(writer, enrollmentId, { given, ids });
  await askForApplication(ports, writer, { ...course, ...installing });
  const detail = { enrollmentId, serialNumber, lane, commands: commands.length };
  appendAudit(writer, now, [{ type: 'setup.commands.queued', outcome: 'changed', detail }]);
  if (missing !== undefined) {
    const sentence = `No package with the extension ${missing} of the plan's team is in the collection.`;
    await raiseAlert(ports, writer, course, { code: 'setup_application_not_hosted', detail: sentence });
  }
  await releaseWhenReady(ports, writer, enrollmentId);
}

async function raiseOnce(ports: SetupPorts, writer: Writer, course: Course, detail: string): Promise<void> {
  const code = 'setup_not_prepared';
  if (await isAlertOpen(writer, course.enrollmentId, code)) return;
  await raiseAlert(ports, writer, course, { code, detail });
}

/** Until the Mac tells of an account, ever more rarely. */
async function askForAccounts(ports: SetupPorts, course: Course): Promise<void> {
  const wait = Math.min(accountsAgain.first * 2 ** course.accountTries, accountsAgain.longest);
  const isKnown = course.accounts !== undefined && course.accounts.length > 0;
  const dueAt = isKnown ? null : ports.clock.now() + wait;
  await ports.database.write(async (writer) => {
    const changed = await changeCourse(writer, course, { accountTries: course.accountTries + 1, dueAt });
    if (!changed) return;
    await ports.management.enqueue(writer, course.enrollmentId, userList.build({}), { unlessOpen: true });
  });
}

/** A Mac that leaves management forgets its registration by itself; the server's half goes by the policy. */
async function cleanUp({ database, platformSso, settings }: SetupPorts, course: Course): Promise<void> {
  if (settings.onUnenrollment === 'unregister') await platformSso.unregisterDevice(course.serialNumber, 'system');
  await database.write((writer) => changeCourse(writer, course, { dueAt: null }));
}
