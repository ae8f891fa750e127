/** Where phones listen for pushes: one address a phone at most, sealed, since whoever knows it can send there. */
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';
import type { PushTarget } from './push-sender.ts';

interface Row {
  readonly authenticator_id: string;
  readonly sealed: Uint8Array;
}

/** A subscription. */
export interface Subscription {
  readonly authenticatorId: string;
  readonly target: PushTarget;
}

/** Sets where a phone listens. */
export async function putSubscription(
  writer: Writer,
  sealer: Sealer,
  { authenticatorId, target }: Subscription,
  now: number,
): Promise<void> {
  await writer.run(
    `INSERT INTO authenticator_push (authenticator_id, sealed, created_at) VALUES (?, ?, ?)
      ON CONFLICT (authenticator_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at`,
    authenticatorId,
    sealer.seal(utf8(JSON.stringify(target)), contextOf(authenticatorId)),
    now,
  );
}

/** Whether a phone listens. */
export async function hasSubscription(reader: Reader, authenticatorId: string): Promise<boolean> {
  const text = 'SELECT authenticator_id FROM authenticator_push WHERE authenticator_id = ?';
  return (await reader.get(text, authenticatorId)) !== undefined;
}

/** Subscriptions of a person's active phones. */
export async function subscriptionsOf(
  reader: Reader,
  sealer: Sealer,
  userId: string,
): Promise<readonly Subscription[]> {
  const rows = await reader.all<Row>(
    `SELECT p.authenticator_id, p.sealed FROM authenticator_push p JOIN authenticator a ON a.id = p.authenticator_id
      WHERE a.user_id = ? AND a.state = 'active' ORDER BY p.authenticator_id`,
    userId,
  );
  return rows.map(({ authenticator_id: authenticatorId, sealed }) => ({
    authenticatorId,
    target: JSON.parse(fromUtf8(sealer.open(sealed, contextOf(authenticatorId))) ?? '') as PushTarget,
  }));
}

/** Forgets where a phone listens; false when it did not. */
export async function removeSubscription(writer: Writer, authenticatorId: string): Promise<boolean> {
  const text = 'DELETE FROM authenticator_push WHERE authenticator_id = ?';
  return (await writer.run(text, authenticatorId)) === 1;
}

/** Seals every subscription under the newest master key. Returns how many were sealed again. */
export async function resealSubscriptions(database: Database, sealer: Sealer): Promise<number> {
  const rows = await database.all<Row>('SELECT authenticator_id, sealed FROM authenticator_push');
  let changed = 0;
  for (const { authenticator_id: id, sealed } of rows) {
    if (sealer.isCurrent(sealed)) continue;
    const anew = sealer.seal(sealer.open(sealed, contextOf(id)), contextOf(id));
    const text = 'UPDATE authenticator_push SET sealed = ? WHERE authenticator_id = ? AND sealed = ?';
    changed += await database.write((writer) => writer.run(text, anew, id, sealed));
  }
  return changed;
}

function contextOf(authenticatorId: string): string {
  return `authenticator_push:${authenticatorId}`;
}
