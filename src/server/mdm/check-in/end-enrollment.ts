/** CheckOut: a Mac, or one of its users, leaves management. */
import { appendAudit } from '#server/audit/audit.ts';
import { type AdmittedSender, type Answer, done, type ManagementContext, type Origin } from '../context.ts';
import { clearCommands } from '../stores/commands.ts';
import { endEnrollments, findEnrollment } from '../stores/enrollments.ts';

/** Ends the enrollment; on the device channel, those of its users too. The record stays. */
export async function answerCheckOut(
  management: ManagementContext,
  { channel }: AdmittedSender,
  origin: Origin,
): Promise<Answer> {
  // So that what is cleared says when it went out.
  await management.sentMarks.flush();
  await management.database.write(async (writer) => {
    const now = management.clock.now();
    for (const id of await endEnrollments(writer, channel, now)) {
      const cleared = await clearCommands(writer, id, now);
      const enrollment = await findEnrollment(writer, id);
      if (!enrollment) continue;
      for (const observer of management.observers) await observer.checkedOut?.(writer, { enrollment });
      appendAudit(writer, now, [
        {
          type: 'management.enrollment.ended',
          outcome: 'changed',
          code: 'checked_out',
          address: origin.address,
          detail: { enrollmentId: id, cleared },
        },
      ]);
    }
  });
  return done;
}
