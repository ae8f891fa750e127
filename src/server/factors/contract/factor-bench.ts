/** A store with a person in it, and factors on two nodes. */
import assert from 'node:assert/strict';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { createFactors } from '../feature.ts';

let people = 0;

/** Opens factors for a new person; `other` is the second node's store. */
export async function openFactorBench(database: Database, other: Database = database) {
  const clock = { time: Date.UTC(2026, 10, 25, 12), now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const directory = createDirectory({ database, clock, random: systemRandom });
  const ports = { directory, sealer, clock, random: systemRandom, organisation: 'Example' };
  const factors = createFactors({ ...ports, database });
  const elsewhere = createFactors({ ...ports, database: other });
  people += 1;
  const userPrincipalName = `ada${people}@example.org`;
  const made = await directory.createUser({ accountName: `ada${people}`, fullName: 'Ada', userPrincipalName }, 'test');
  const userId = made.kind === 'created' ? made.user.id : assert.fail(made.kind);
  const eventsOf = async (id: string) => {
    const rows = await database.all<{ event: string }>('SELECT event FROM audit_event');
    return rows.map(({ event }) => event).filter((event) => event.includes(id));
  };
  return { database, clock, masterKey, factors, elsewhere, directory, userId, userPrincipalName, eventsOf };
}
