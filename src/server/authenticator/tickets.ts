/** Tickets for the stream of events: an EventSource can sign nothing, so a signed request gets it 30 seconds, once. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Database } from '#server/store/database.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';

/** Milliseconds. */
const ticketLife = 30_000;

/** Makes a ticket for an authenticator. */
export async function makeTicket({ database, clock, random }: AuthenticatorPorts, authenticatorId: string) {
  const ticket = toBase64url(random.bytes(32));
  const expiresAt = clock.now() + ticketLife;
  const text = 'INSERT INTO authenticator_ticket (ticket_hash, authenticator_id, expires_at) VALUES (?, ?, ?)';
  await database.write((writer) => writer.run(text, hashOf(ticket), authenticatorId, expiresAt));
  return { ticket, expiresAt };
}

/** Uses a ticket up. Returns whose it was; undefined when it is unknown, used, or has ended. */
export async function useTicket(database: Database, ticket: string, now: number): Promise<string | undefined> {
  const text = 'DELETE FROM authenticator_ticket WHERE ticket_hash = ? AND expires_at > ? RETURNING authenticator_id';
  const row = await database.write((writer) =>
    writer.get<{ readonly authenticator_id: string }>(text, hashOf(ticket), now),
  );
  return row?.authenticator_id;
}

function hashOf(ticket: string): string {
  return toBase64url(nodeCrypto.sha256(utf8(ticket)));
}
