/** Sessions of browsers as their person sees them. What the provider keeps of one is its own; we read times and clients. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Clock } from '#runtime/clock.ts';
import { type PersonSession, sessionName } from '#server/http/person-session.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { authorizationsOf, type FoundSession, removeSession, sessionsOf } from './artifacts.ts';
import { findClient } from './clients.ts';

interface SessionPorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** The sessions of a person, the newest first. */
export async function browserSessionsOf(ports: SessionPorts, userId: string): Promise<readonly PersonSession[]> {
  const { database, sealer, clock } = ports;
  const found = await sessionsOf(database, sealer, { userId });
  const present = found.filter(({ content: { exp } }) => typeof exp === 'number' && exp * 1000 > clock.now());
  const sessions = await Promise.all(present.map((session) => sessionOf(ports, session)));
  return sessions.toSorted((a, b) => b.begunAt - a.begunAt);
}

/** Ends the session of a person that is called so, with the grants that were given in it. @returns what it was */
export async function endBrowserSession(
  { database, sealer }: SessionPorts,
  userId: string,
  id: string,
): Promise<FoundSession | undefined> {
  const found = (await sessionsOf(database, sealer, { userId })).find((session) => nameOf(session) === id);
  if (found) await database.write((writer) => removeSession(writer, found));
  return found;
}

async function sessionOf({ database }: SessionPorts, session: FoundSession): Promise<PersonSession> {
  const { content, browser, address, usedAt } = session;
  const ids = Object.keys(authorizationsOf(content));
  const clients = await Promise.all(ids.map(async (id) => (await findClient(database, id))?.name));
  const { loginTs } = content;
  const begunAt = typeof loginTs === 'number' ? loginTs * 1000 : 0;
  return {
    id: nameOf(session),
    purpose: 'applications',
    browser,
    address,
    begunAt,
    usedAt: Math.max(usedAt ?? 0, begunAt),
    applications: clients.filter((name) => name !== undefined),
  };
}

function nameOf({ hash }: FoundSession): string {
  return sessionName(utf8(hash));
}
