import type { AuthenticatorPorts } from '../authenticator-ports.ts';
import type { ApprovalRequest } from '../requests.ts';
import type { VapidKey } from './push-sender.ts';
import { removeSubscription, type Subscription, subscriptionsOf } from './subscriptions.ts';

/**
 * Wakes every phone of the person that a request is for. What it says is only whose requests to look at; even that only the
 * phone can read. A subscription that has ended, or that leads where nothing may be sent, is forgotten.
 */
export async function wakePhones(ports: AuthenticatorPorts, key: VapidKey, request: ApprovalRequest): Promise<void> {
  const { database, sealer } = ports;
  const subscriptions = await subscriptionsOf(database, sealer, request.userId);
  await Promise.all(subscriptions.map((subscription) => wake(ports, key, subscription, request)));
}

async function wake(
  { database, audit, clock, issuer, pushes }: AuthenticatorPorts,
  key: VapidKey,
  { authenticatorId, target }: Subscription,
  { userId, expiresAt }: ApprovalRequest,
): Promise<void> {
  const now = clock.now();
  const payload = JSON.stringify({ kind: 'request', issuer, userId });
  const lifeSeconds = Math.max(1, Math.ceil((expiresAt - now) / 1000));
  const outcome = await pushes.send({ target, payload, lifeSeconds, now }, key);
  if (outcome !== 'gone' && outcome !== 'forbidden') return;
  await database.write((writer) => removeSubscription(writer, authenticatorId));
  const detail = { authenticator: authenticatorId };
  audit.record({
    type: 'authenticator.push.ended',
    outcome: 'changed',
    code: outcome,
    actor: 'system',
    userId,
    detail,
  });
}
