/** The end of a renewal: the first command that a Mac reports on with its new identity. Until then both count. */
import { appendAudit } from '#server/audit/audit.ts';
import type { AdmittedSender, ManagementContext } from '../context.ts';
import { replaceIdentity } from '../stores/enrollments.ts';
import { pinSuccessor } from '../stores/renewals.ts';
import { renewalDueAt } from './ask-for-renewals.ts';

/** Pins the new identity; the old one is refused from now on. */
export async function completeRenewal(
  { database, clock, settings }: Pick<ManagementContext, 'database' | 'clock' | 'settings'>,
  sender: AdmittedSender,
): Promise<void> {
  const { channel, fingerprint, serialNumber, gate } = sender;
  const dueAt = renewalDueAt(settings, sender);
  await database.write(async (writer) => {
    await replaceIdentity(writer, channel.deviceId, fingerprint, clock.now());
    if (!(await pinSuccessor(writer, channel.deviceId, { fingerprint, renewalDueAt: dueAt }))) return;
    const detail = {
      enrollmentId: channel.deviceId,
      serialNumber,
      identity: fingerprint,
      ...(gate.certificate === undefined ? {} : { replaced: gate.certificate }),
    };
    appendAudit(writer, clock.now(), [{ type: 'management.identity.renewed', outcome: 'changed', detail }]);
  });
}
