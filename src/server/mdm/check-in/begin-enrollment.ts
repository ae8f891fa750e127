/** Authenticate: a Mac begins an enrollment, begins it again, or renews its identity. */
import type { Authenticate } from '#protocol/mdm/check-in/authenticate.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import { type Answer, done, type ManagementContext, type Origin, type ProvenSender } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { renewalDueAt } from '../renewal/ask-for-renewals.ts';
import { clearCommands } from '../stores/commands.ts';
import {
  beginEnrollment,
  endUserEnrollments,
  findEnrollment,
  pinIdentity,
  replaceIdentity,
} from '../stores/enrollments.ts';
import { noteSuccessor } from '../stores/renewals.ts';
import { forgetDeclarations } from '../declarative/declaration-sets.ts';
import { bindSender } from './bind-sender.ts';

/**
 * Pins the identity, and forgets queue, tokens, bootstrap token, users and declarations of an enrollment before. None of
 * that where the identity is a renewal: the Mac was never away, and its old identity counts until the new one has been
 * used for a command, since a Mac that does not come to the end goes back to the old one.
 * @throws {Refusal} `device_channel_only`, `identity_pinned_elsewhere`, `identity_replaced`, and the codes of `bindSender`
 */
export async function answerAuthenticate(
  management: ManagementContext,
  sender: ProvenSender,
  message: Authenticate,
  origin: Origin,
): Promise<Answer> {
  const { channel, fingerprint } = sender;
  const enrollmentId = channel.id;
  if (channel.kind === 'user') throw new Refusal('device_channel_only', { enrollmentId });
  // So that what is cleared says when it went out.
  await management.sentMarks.flush();
  const isOurs = await management.database.write(async (writer) => {
    const now = management.clock.now();
    const { serialNumber } = await bindSender(management, writer, sender, message);
    const pinned = await pinIdentity(writer, fingerprint, enrollmentId, now);
    if (pinned.enrollmentId !== enrollmentId) return false;
    if (pinned.isReplaced) throw new Refusal('identity_replaced', { enrollmentId });
    if (sender.isRenewal && (await noteSuccessor(writer, enrollmentId, sender))) {
      noteRenewing(writer, now, sender, origin);
      return true;
    }
    await replaceIdentity(writer, enrollmentId, fingerprint, now);
    const cleared = await forget(writer, enrollmentId, now);
    const dueAt = renewalDueAt(management.settings, sender);
    const isSerialNumberProven = !sender.isByExportedProfile;
    const facts = {
      message,
      fingerprint,
      serialNumber,
      endsAt: sender.endsAt,
      renewalDueAt: dueAt,
      isSerialNumberProven,
    };
    await beginEnrollment(writer, enrollmentId, facts, now);
    const enrollment = await findEnrollment(writer, enrollmentId);
    if (!enrollment) throw new Error('The enrollment that was just made is not there.');
    for (const observer of management.observers) await observer.authenticated?.(writer, { enrollment, message });
    appendAudit(writer, now, [
      {
        type: 'management.enrollment.authenticated',
        outcome: 'changed',
        address: origin.address,
        detail: { enrollmentId, serialNumber, identity: fingerprint, cleared },
      },
    ]);
    return true;
  });
  if (!isOurs) throw new Refusal('identity_pinned_elsewhere', { enrollmentId });
  management.lastSeen.note(enrollmentId);
  return done;
}

function noteRenewing(writer: Writer, now: number, sender: ProvenSender, { address }: Origin): void {
  const { channel, serialNumber, fingerprint: identity } = sender;
  const detail = { enrollmentId: channel.id, serialNumber, identity };
  appendAudit(writer, now, [{ type: 'management.identity.renewing', outcome: 'changed', address, detail }]);
}

async function forget(writer: Writer, deviceId: string, now: number): Promise<number> {
  let cleared = 0;
  for (const id of [deviceId, ...(await endUserEnrollments(writer, deviceId, now))]) {
    cleared += await clearCommands(writer, id, now);
    await forgetDeclarations(writer, id);
  }
  return cleared;
}
