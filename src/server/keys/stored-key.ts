/** Keys that a feature makes on first run: 32 bytes each, one for all nodes, by name, sealed at rest. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Database, Reader } from '#server/store/database.ts';
import type { Sealer } from './sealer.ts';

/** Reads a key, making it where there is none. `name` is never reused for another purpose. */
export async function openStoredKey(
  ports: { readonly database: Database; readonly sealer: Sealer; readonly clock: Clock; readonly random: Random },
  name: string,
): Promise<Uint8Array> {
  const { database, sealer, clock, random } = ports;
  const known = await readKey(database, name);
  if (known) return sealer.open(known, contextOf(name));
  const sealed = sealer.seal(random.bytes(32), contextOf(name));
  // Another node may have been faster: what is in the store then counts.
  await database.write((writer) =>
    writer.run(
      'INSERT INTO stored_key (name, sealed, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING',
      name,
      sealed,
      clock.now(),
    ),
  );
  return sealer.open((await readKey(database, name)) ?? sealed, contextOf(name));
}

/** Seals a key under the newest master key. Returns how many keys were sealed again. */
export async function resealStoredKey(database: Database, sealer: Sealer, name: string): Promise<number> {
  const sealed = await readKey(database, name);
  if (!sealed || sealer.isCurrent(sealed)) return 0;
  const anew = sealer.seal(sealer.open(sealed, contextOf(name)), contextOf(name));
  const text = 'UPDATE stored_key SET sealed = ? WHERE name = ? AND sealed = ?';
  return database.write((writer) => writer.run(text, anew, name, sealed));
}

async function readKey(reader: Reader, name: string): Promise<Uint8Array | undefined> {
  const text = 'SELECT sealed FROM stored_key WHERE name = ?';
  return (await reader.get<{ sealed: Uint8Array }>(text, name))?.sealed;
}

function contextOf(name: string): string {
  return `stored_key:${name}`;
}
