/** Gives a device up at Apple: it leaves the organisation for good. */
import { encodeDeviceList } from '#protocol/ade/device-services/device-list.ts';
import { parseDeviceStatuses } from '#protocol/ade/device-services/device-statuses.ts';
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AdePorts } from '../ade-ports.ts';
import { currentToken } from '../token/token-store.ts';
import { findDevice, markRemoved } from './device-store.ts';
import { deviceServices, type SessionMemory } from './device-services-client.ts';
import { outcomeOf, type SyncOutcome } from './run-sync.ts';

/** What came of it. `refused-by-apple` has Apple's word for the device. */
export type Disowning =
  | { readonly kind: 'disowned' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused-by-apple'; readonly word: string }
  | Exclude<SyncOutcome, { readonly kind: 'synced' | 'busy' | 'waiting' }>;

/** Disowns one device. */
export async function disownDevice(
  serialNumber: string,
  ports: AdePorts,
  sessions: SessionMemory,
  actor: string,
): Promise<Disowning> {
  const { database, sealer, clock, random } = ports;
  const device = await findDevice(database, serialNumber);
  if (device === undefined || device.removedAt !== undefined) return { kind: 'not-found' };
  const stored = await currentToken(database, sealer);
  if (stored === undefined) return { kind: 'not-configured' };
  const services = deviceServices({ clock, random, endpoint: await ports.endpoint(), token: stored.token, sessions });
  const body = encodeDeviceList([serialNumber]);
  const answer = await services.call({ method: 'POST', path: '/devices/disown', body });
  if (answer.kind !== 'answered') return outcomeOf(answer) as Disowning;
  const word = wordFor(answer.body, serialNumber);
  if (word !== 'SUCCESS') return { kind: 'refused-by-apple', word };
  await database.write(async (writer) => {
    await markRemoved(writer, serialNumber, clock.now());
    appendAudit(writer, clock.now(), [
      { type: 'ade.device.disowned', outcome: 'changed', actor, detail: { serialNumber } },
    ]);
  });
  return { kind: 'disowned' };
}

function wordFor(body: string, serialNumber: string): string {
  try {
    return parseDeviceStatuses(body).devices.get(serialNumber) ?? 'FAILED';
  } catch (error) {
    if (error instanceof AdeMessageError) return 'FAILED';
    throw error;
  }
}
