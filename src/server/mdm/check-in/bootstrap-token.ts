/** SetBootstrapToken and GetBootstrapToken: a secret of the Mac, kept sealed for it. */
import { buildBootstrapTokenAnswer } from '#protocol/mdm/check-in/get-bootstrap-token.ts';
import type { SetBootstrapToken } from '#protocol/mdm/check-in/set-bootstrap-token.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader } from '#server/store/database.ts';
import { type AdmittedSender, type Answer, done, type ManagementContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { findBootstrapToken, findEnrollment, storeBootstrapToken } from '../stores/enrollments.ts';

/** Keeps the token; an absent or empty one removes the kept one. @throws {Refusal} `device_channel_only` */
export async function answerSetBootstrapToken(
  management: ManagementContext,
  { channel }: AdmittedSender,
  { BootstrapToken: token }: SetBootstrapToken,
): Promise<Answer> {
  if (channel.kind === 'user') throw new Refusal('device_channel_only', { enrollmentId: channel.id });
  const isStored = token !== undefined && token.length > 0;
  const sealed = isStored ? management.sealer.seal(token, tokenContext(channel.id)) : undefined;
  await management.database.write(async (writer) => {
    await storeBootstrapToken(writer, channel.id, sealed);
    const enrollment = await findEnrollment(writer, channel.id);
    if (!enrollment) return;
    for (const observer of management.observers)
      await observer.bootstrapTokenChanged?.(writer, { enrollment, isStored });
    appendAudit(writer, management.clock.now(), [
      {
        type: `management.bootstrap-token.${isStored ? 'stored' : 'removed'}`,
        outcome: 'changed',
        detail: { enrollmentId: channel.id },
      },
    ]);
  });
  return done;
}

/** Gives the token back. @throws {Refusal} `device_channel_only` */
export async function answerGetBootstrapToken(
  management: ManagementContext,
  { channel }: AdmittedSender,
): Promise<Answer> {
  if (channel.kind === 'user') throw new Refusal('device_channel_only', { enrollmentId: channel.id });
  const token = await readBootstrapToken(management, management.database, channel.id);
  management.audit.record({
    type: 'management.bootstrap-token.given',
    outcome: 'allowed',
    detail: { enrollmentId: channel.id, isStored: token !== undefined },
  });
  return { status: 200, contentType: mediaType.plist, body: encodeDictionary(buildBootstrapTokenAnswer(token)) };
}

/** The kept token, opened. @throws {SealError} */
export async function readBootstrapToken(
  { sealer }: { readonly sealer: Sealer },
  reader: Reader,
  enrollmentId: string,
): Promise<Uint8Array | undefined> {
  const sealed = await findBootstrapToken(reader, enrollmentId);
  return sealed && sealer.open(sealed, tokenContext(enrollmentId));
}

/** What a sealed bootstrap token is, and whose. */
export function tokenContext(enrollmentId: string): string {
  return `mdm_enrollment.bootstrap_token:${enrollmentId}`;
}
