/** TokenUpdate: an enrollment becomes usable, or its push token changed. */
import type { TokenUpdate } from '#protocol/mdm/check-in/token-update.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { type AdmittedSender, type Answer, done, type ManagementContext, type Origin } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { enableEnrollment, expectUserEnrollment, findEnrollment, storePushToken } from '../stores/enrollments.ts';

/** Stores what is needed to push, and rings the Mac where it has commands. @throws {Refusal} `enrollment_ended` */
export async function answerTokenUpdate(
  management: ManagementContext,
  { channel }: AdmittedSender,
  message: TokenUpdate,
  origin: Origin,
): Promise<Answer> {
  const awaitingConfiguration = message.AwaitingConfiguration === true;
  const hasPending = await management.database.write(async (writer) => {
    const now = management.clock.now();
    if (channel.kind === 'user') await expectUserEnrollment(writer, channel, now);
    const isFirst = await enableEnrollment(writer, channel.id, now);
    const isStored = await storePushToken(writer, channel, message, now);
    const enrollment = isStored ? await findEnrollment(writer, channel.id) : undefined;
    if (!enrollment) return undefined;
    const event = { enrollment, awaitingConfiguration, isFirst };
    for (const observer of management.observers) await observer.tokenUpdated?.(writer, event);
    appendAudit(writer, now, [
      {
        type: isFirst ? 'management.enrollment.enabled' : 'management.enrollment.token-updated',
        outcome: 'changed',
        address: origin.address,
        detail: { enrollmentId: channel.id, awaitingConfiguration, topic: message.Topic },
      },
    ]);
    return enrollment.hasPending;
  });
  if (hasPending === undefined) throw new Refusal('enrollment_ended', { enrollmentId: channel.id });
  management.lastSeen.note(channel.id);
  if (hasPending) management.push.ring(channel.id);
  return done;
}
