/**
 * An identity of an exported profile becomes that of the Mac which first uses it. The identity that was there before may
 * lose its place if that enrollment was never completed, or was left: a Mac whose enrollment failed begins it again.
 */
import type { Authenticate } from '#protocol/mdm/check-in/authenticate.ts';
import type { Writer } from '#server/store/database.ts';
import type { ManagementContext, ProvenSender } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { findGate } from '../stores/enrollments.ts';

/**
 * Binds the identity where it is bound to no Mac, and says whose it is. A Mac with an identity of its own ends what others
 * have claimed of it.
 * @throws {Refusal} `identity_pinned_elsewhere`, `device_of_another_identity`, the codes of manual challenges
 */
export async function bindSender(
  { identities }: ManagementContext,
  writer: Writer,
  { channel, fingerprint, ...sender }: ProvenSender,
  message: Authenticate,
): Promise<{ readonly serialNumber: string }> {
  const enrollmentId = channel.deviceId;
  if (!sender.isByExportedProfile)
    await identities.endClaims(writer, { enrollmentId, serialNumber: sender.serialNumber });
  if (!sender.isUnbound) return sender;
  const serialNumber = claimedSerialNumber(message, enrollmentId);
  const replaceable = async () => {
    const before = await findGate(writer, { kind: 'device', id: enrollmentId, deviceId: enrollmentId });
    return before?.deviceState === 'enabled' ? undefined : before?.certificate;
  };
  const outcome = await identities.bindIdentity(writer, { fingerprint, enrollmentId, serialNumber, replaceable });
  switch (outcome.kind) {
    case 'bound':
      return { serialNumber };
    case 'bound-elsewhere':
      throw new Refusal('identity_pinned_elsewhere', { enrollmentId });
    case 'refused':
      throw new Refusal(outcome.code, { enrollmentId });
    case 'taken': {
      const reason = `certificate ${outcome.by} counts for it`;
      throw new Refusal('device_of_another_identity', { enrollmentId, reason });
    }
  }
}

// A client that names no serial number goes by its UDID.
function claimedSerialNumber({ SerialNumber = '' }: Authenticate, enrollmentId: string): string {
  return SerialNumber === '' ? enrollmentId : SerialNumber.toUpperCase();
}
