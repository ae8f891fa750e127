/** The key that enrollment addresses are made with: one for all nodes, made on first run, sealed at rest. */
import type { Random } from '#runtime/random.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Reader } from '#server/store/database.ts';

const purpose = 'addresses';
const sealContext = `enrollment_key:${purpose}`;

/** Reads the key, 32 bytes, making it where there is none. */
export async function openEnrollmentKey(ports: {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<Uint8Array> {
  const { database, sealer, clock, random } = ports;
  const known = await readKey(database);
  if (known) return sealer.open(known, sealContext);
  const sealed = sealer.seal(random.bytes(32), sealContext);
  // Another node may have been faster: what is in the store then counts.
  await database.write((writer) =>
    writer.run(
      'INSERT INTO enrollment_key (purpose, sealed, created_at) VALUES (?, ?, ?) ON CONFLICT (purpose) DO NOTHING',
      purpose,
      sealed,
      clock.now(),
    ),
  );
  return sealer.open((await readKey(database)) ?? sealed, sealContext);
}

/** Seals the key under the newest master key. Returns how many keys were sealed again. */
export async function resealEnrollmentKey(database: Database, sealer: Sealer): Promise<number> {
  const sealed = await readKey(database);
  if (!sealed || sealer.isCurrent(sealed)) return 0;
  const anew = sealer.seal(sealer.open(sealed, sealContext), sealContext);
  const text = 'UPDATE enrollment_key SET sealed = ? WHERE purpose = ? AND sealed = ?';
  return database.write((writer) => writer.run(text, anew, purpose, sealed));
}

async function readKey(reader: Reader): Promise<Uint8Array | undefined> {
  const text = 'SELECT sealed FROM enrollment_key WHERE purpose = ?';
  return (await reader.get<{ sealed: Uint8Array }>(text, purpose))?.sealed;
}
