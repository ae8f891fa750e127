/** What a Mac made of what it was given, noted with the version. */
import { appendAudit } from '#server/audit/audit.ts';
import type { FinishedCommand } from '#server/mdm/management.ts';
import type { Writer } from '#server/store/database.ts';
import { raiseAlert } from '../alerts.ts';
import type { Course } from '../course.ts';
import type { SetupPorts } from '../setup-ports.ts';
import { closeDelivery, noteFailed, noteHad, noteUnknown, takeCommand } from './delivery-store.ts';

/** A command came to an end; those that are none of a delivery are passed over. */
export async function noteAnswer(ports: SetupPorts, writer: Writer, course: Course, event: FinishedCommand) {
  const { enrollmentId, commandId, requestType, status, errorChain } = event;
  const part = await takeCommand(writer, enrollmentId, commandId);
  if (part === undefined) return;
  if (status === 'Acknowledged') await noteHad(writer, enrollmentId, part);
  else {
    const [first] = errorChain;
    const error = `${requestType}: ${first === undefined ? status : `${first.ErrorDomain} ${first.ErrorCode}`}`;
    await noteUnknown(writer, enrollmentId, part);
    await noteFailed(writer, enrollmentId, error);
  }
  await noteOver(ports, writer, course);
}

async function noteOver(ports: SetupPorts, writer: Writer, course: Course): Promise<void> {
  const { enrollmentId, serialNumber } = course;
  const over = await closeDelivery(writer, enrollmentId);
  if (over === undefined) return;
  const { givenVersion: version, error } = over;
  const detail = { enrollmentId, serialNumber, version };
  appendAudit(writer, ports.clock.now(), [
    error === undefined
      ? { type: 'sign-in-plan.delivered', outcome: 'changed', detail }
      : { type: 'sign-in-plan.delivery.failed', outcome: 'refused', code: 'setup_plan_refused', detail },
  ]);
  // While it is set up, setup tells of it.
  if (error === undefined || course.state !== 'released') return;
  const sentence = `Version ${version} of the sign-in plan did not get onto the Mac: ${error}.`;
  await raiseAlert(ports, writer, course, { code: 'setup_plan_refused', detail: sentence });
}
