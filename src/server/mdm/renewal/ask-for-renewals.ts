/**
 * Asks Macs to renew their identities long before these end: an expired one makes a Mac that nobody can manage. What asks
 * is a fresh enrollment profile with the identifiers of the one before, and means to an identity that are good as long as
 * the request stands. Source: Apple, "Updating the MDM profile"; the fact sheet's section 3.2.
 */
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { ManagementContext, ProvenSender } from '../context.ts';
import { enqueue } from '../queue.ts';
import type { ManagementSettings } from '../settings.ts';
import { clearCommand } from '../stores/commands.ts';
import { type DueRenewal, dueRenewals, noteRenewalCommand, postponeRenewal } from '../stores/renewals.ts';

/** How many Macs are asked at once; the next ones at the next call, seconds later. */
const macsAtOnce = 20;
/** How long until it is tried again while no profile can be made, in milliseconds. */
const tryAgainAfter = 3_600_000;

/**
 * When the Mac of an identity is asked, in milliseconds since 1970. Macs that were enrolled on one day are asked over many:
 * the place of each is in the fingerprint, so that every node comes to the same.
 */
export function renewalDueAt(
  { renewBefore, renewalSpread }: Pick<ManagementSettings, 'renewBefore' | 'renewalSpread'>,
  { fingerprint, endsAt }: Pick<ProvenSender, 'fingerprint' | 'endsAt'>,
): number {
  const place = Number.parseInt(fingerprint.slice(0, 8), 16) / 2 ** 32;
  return Math.round(endsAt - renewBefore * 1000 + place * renewalSpread * 1000);
}

/** Asks Macs that are due. A request that a Mac has not come to by then is replaced. One that fails holds up no other. */
export async function askForRenewals(management: ManagementContext): Promise<void> {
  const faults: unknown[] = [];
  for (const due of await dueRenewals(management.database, management.clock.now(), macsAtOnce)) {
    try {
      await ask(management, due);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'Macs could not be asked to renew their identities.');
}

async function ask(management: ManagementContext, due: DueRenewal): Promise<void> {
  const { database, clock, settings, renewalProfiles } = management;
  const profile = await renewalProfiles.profileFor(due);
  const now = clock.now();
  const again = profile === undefined ? tryAgainAfter : settings.renewAgainAfter * 1000;
  await database.write(async (writer) => {
    if (!(await postponeRenewal(writer, due, now + again)) || profile === undefined) return;
    const { enrollmentId, serialNumber, commandId: before } = due;
    if (before !== undefined) await clearCommand(writer, enrollmentId, before, now);
    const command = installProfile.build({ Payload: profile });
    const commandId = await enqueue(management, writer, { enrollmentId, command, options: {} });
    await noteRenewalCommand(writer, enrollmentId, commandId);
    const detail = { enrollmentId, serialNumber, commandId };
    appendAudit(writer, now, [{ type: 'management.identity.renewal-asked', outcome: 'changed', detail }]);
  });
}
