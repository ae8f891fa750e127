import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Database } from '#server/store/database.ts';
import type { Place } from './ceremony.ts';

/** What the feature needs. */
export interface PasskeyPorts {
  /** Migrated. */
  readonly database: Database;
  readonly directory: Pick<Directory, 'userById'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Where browsers reach us, and the name that authenticators show. */
  readonly site: { readonly issuer: string; readonly organisation: string };
}

/** The ports, and what our site is for browsers. */
export interface PasskeyContext extends PasskeyPorts {
  readonly place: Place;
}

/** The site of an issuer: its origin, and its host as RP ID (W3C WebAuthn section 5.1.2). */
export function placeOf(issuer: string): Place {
  const { origin, hostname } = new URL(issuer);
  return { origin, rpId: hostname };
}

/** Whether browsers make passkeys for an RP ID: it must be a domain, never an address (section 5.1.3, step 8). */
export function isDomain(rpId: string): boolean {
  return !/^(?:\d+(?:\.\d+){3}|\[.*\])$/.test(rpId);
}
