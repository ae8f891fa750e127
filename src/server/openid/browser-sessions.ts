/** Sessions of browsers as their person sees them. What the provider keeps of one is its own; we read times and clients. */
import type { Clock } from '#runtime/clock.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { sessionsOf } from './artifacts.ts';
import { findClient } from './clients.ts';

/** A browser in which somebody is signed in. */
export interface BrowserSession {
  /** Milliseconds since 1970. */
  readonly signedInAt: number;
  /** Names of the clients that the person went to. */
  readonly applications: readonly string[];
}

/** The sessions of a person, the newest first. */
export async function browserSessionsOf(
  { database, sealer, clock }: { readonly database: Database; readonly sealer: Sealer; readonly clock: Clock },
  userId: string,
): Promise<readonly BrowserSession[]> {
  const contents = await sessionsOf(database, sealer, { userId });
  const present = contents.filter(({ exp }) => typeof exp === 'number' && exp * 1000 > clock.now());
  const sessions = present.map(async ({ loginTs, authorizations }) => {
    const ids = typeof authorizations === 'object' && authorizations !== null ? Object.keys(authorizations) : [];
    const clients = await Promise.all(ids.map(async (id) => (await findClient(database, id))?.name));
    const signedInAt = typeof loginTs === 'number' ? loginTs * 1000 : 0;
    return { signedInAt, applications: clients.filter((name) => name !== undefined) };
  });
  return (await Promise.all(sessions)).toSorted((a, b) => b.signedInAt - a.signedInAt);
}
