/** Giving a Mac what it should have: once for each version, the newest only, whichever node looks first. */
import { appendAudit } from '#server/audit/audit.ts';
import { ManagementError } from '#server/mdm/management.ts';
import type { Writer } from '#server/store/database.ts';
import { findCourse } from '../course-store.ts';
import { isDeclared } from '../declared-sign-in.ts';
import type { SetupPorts } from '../setup-ports.ts';
import type { Delivery, Possession } from './delivery.ts';
import {
  addCommand,
  closeDelivery,
  moveDue,
  noteGiven,
  noteUnknown,
  openCommands,
  openParts,
  takeCommand,
} from './delivery-store.ts';
import { type PartCommand, type ShouldHave, shouldHave } from './should-have.ts';

/** How long a node that makes commands is waited for, in milliseconds. */
const claim = 60_000;

/** Gives a Mac that is due what it lacks. */
export async function deliver(ports: SetupPorts, found: Delivery): Promise<void> {
  const { database, clock } = ports;
  const claimed: Delivery = { ...found, dueAt: clock.now() + claim };
  if (!(await database.write((writer) => moveDue(writer, found, claimed.dueAt)))) return;
  const wanted = await wantedBy(ports, found.enrollmentId);
  if (wanted === undefined || wanted.version <= found.givenVersion) {
    await database.write((writer) => moveDue(writer, claimed, undefined));
    return;
  }
  const commands = await wanted.commandsFor(await possessionOf(ports, found));
  try {
    // Such a Mac fetches what changed, and says by its status what became of it.
    if (wanted.delivery === 'declaration') await ports.management.declarationsChanged(found.enrollmentId);
    await database.write((writer) => hand(ports, writer, claimed, { wanted, commands }));
  } catch (error) {
    // It left meanwhile.
    if (!(error instanceof ManagementError)) throw error;
    await database.write((writer) => moveDue(writer, claimed, undefined));
  }
}

/** Macs in setup are looked at again at their release, and one that left has nothing to get. */
async function wantedBy(ports: SetupPorts, enrollmentId: string): Promise<ShouldHave | undefined> {
  const course = await findCourse(ports.database, enrollmentId);
  if (course?.state !== 'released') return undefined;
  const enrollment = await ports.management.enrollment(enrollmentId);
  if (enrollment === undefined) return undefined;
  const delivery = (await isDeclared(ports.database, enrollmentId)) ? 'declaration' : 'profile';
  const { osVersion, isSerialNumberProven: isProven } = enrollment;
  return shouldHave(ports, { serialNumber: course.serialNumber, osVersion, isProven, delivery });
}

/** Commands under way are taken back, and may have done their work all the same: what they bring is unknown. */
async function possessionOf({ database }: SetupPorts, { enrollmentId, has }: Delivery): Promise<Possession> {
  const open = await openParts(database, enrollmentId);
  return {
    ...has,
    ...(open.has('profile') ? { content: undefined, registration: undefined } : {}),
    ...(open.has('application') ? { application: undefined } : {}),
  };
}

async function hand(
  ports: SetupPorts,
  writer: Writer,
  delivery: Delivery,
  given: { readonly wanted: ShouldHave; readonly commands: readonly PartCommand[] },
): Promise<void> {
  const { enrollmentId } = delivery;
  const { wanted, commands } = given;
  if (!(await noteGiven(writer, delivery, wanted))) return;
  for (const id of await openCommands(writer, enrollmentId)) {
    const part = await takeCommand(writer, enrollmentId, id);
    if (part !== undefined) await noteUnknown(writer, enrollmentId, part);
    await ports.management.withdraw(writer, enrollmentId, id);
  }
  for (const { command, part } of commands) {
    const id = await ports.management.enqueue(writer, enrollmentId, command);
    await addCommand(writer, enrollmentId, id, part);
  }
  const detail = { enrollmentId, version: wanted.version, commands: commands.length };
  appendAudit(writer, ports.clock.now(), [{ type: 'sign-in-plan.given', outcome: 'changed', detail }]);
  await closeDelivery(writer, enrollmentId);
}
