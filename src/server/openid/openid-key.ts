/** The key behind cookies, forms and DPoP nonces: one for all nodes, made on first run, sealed at rest. */
import { createHmac } from 'node:crypto';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Reader } from '#server/store/database.ts';

const purpose = 'browser';
const sealContext = `openid_key:${purpose}`;

/** What the key is for; each use has 32 bytes of its own. */
export type KeyUse = 'cookies' | 'forms' | 'dpop-nonces';

/** Gives the bytes of a use. */
export type OpenIdKeys = (use: KeyUse) => Uint8Array;

/** Reads the key, making it where there is none. */
export async function openKeys(ports: {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<OpenIdKeys> {
  const { database, sealer, clock, random } = ports;
  let sealed = await readKey(database);
  if (!sealed) {
    const fresh = sealer.seal(random.bytes(32), sealContext);
    // Another node may have been faster: what is in the store then counts.
    await database.write((writer) =>
      writer.run(
        'INSERT INTO openid_key (purpose, sealed, created_at) VALUES (?, ?, ?) ON CONFLICT (purpose) DO NOTHING',
        purpose,
        fresh,
        clock.now(),
      ),
    );
    sealed = (await readKey(database)) ?? fresh;
  }
  const root = sealer.open(sealed, sealContext);
  return (use) => createHmac('sha256', root).update(use).digest();
}

/** Seals the key under the newest master key. Returns how many keys were sealed again. */
export async function resealKeys(database: Database, sealer: Sealer): Promise<number> {
  const sealed = await readKey(database);
  if (!sealed || sealer.isCurrent(sealed)) return 0;
  const anew = sealer.seal(sealer.open(sealed, sealContext), sealContext);
  const text = 'UPDATE openid_key SET sealed = ? WHERE purpose = ? AND sealed = ?';
  return database.write((writer) => writer.run(text, anew, purpose, sealed));
}

async function readKey(reader: Reader): Promise<Uint8Array | undefined> {
  const text = 'SELECT sealed FROM openid_key WHERE purpose = ?';
  return (await reader.get<{ sealed: Uint8Array }>(text, purpose))?.sealed;
}
