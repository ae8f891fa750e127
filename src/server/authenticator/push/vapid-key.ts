/** The key by which push services know this server (VAPID, RFC 8292): one for all nodes, made on first use, sealed. */
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Reader } from '#server/store/database.ts';
import type { AuthenticatorPorts } from '../authenticator-ports.ts';
import type { VapidKey } from './push-sender.ts';

const purpose = 'vapid';
const sealContext = `authenticator_key:${purpose}`;

/** Reads the key, making it where there is none. */
export async function openVapidKey({
  database,
  sealer,
  clock,
  pushes,
}: Pick<AuthenticatorPorts, 'database' | 'sealer' | 'clock' | 'pushes'>): Promise<VapidKey> {
  let sealed = await readKey(database);
  if (!sealed) {
    const fresh = sealer.seal(utf8(JSON.stringify(pushes.newKey())), sealContext);
    // Another node may have been faster: what is in the store then counts.
    await database.write((writer) =>
      writer.run(
        `INSERT INTO authenticator_key (purpose, sealed, created_at) VALUES (?, ?, ?)
          ON CONFLICT (purpose) DO NOTHING`,
        purpose,
        fresh,
        clock.now(),
      ),
    );
    sealed = (await readKey(database)) ?? fresh;
  }
  return JSON.parse(fromUtf8(sealer.open(sealed, sealContext)) ?? '') as VapidKey;
}

/** Seals the key under the newest master key. Returns how many keys were sealed again. */
export async function resealVapidKey(database: Database, sealer: Sealer): Promise<number> {
  const sealed = await readKey(database);
  if (!sealed || sealer.isCurrent(sealed)) return 0;
  const anew = sealer.seal(sealer.open(sealed, sealContext), sealContext);
  const text = 'UPDATE authenticator_key SET sealed = ? WHERE purpose = ? AND sealed = ?';
  return database.write((writer) => writer.run(text, anew, purpose, sealed));
}

async function readKey(reader: Reader): Promise<Uint8Array | undefined> {
  const text = 'SELECT sealed FROM authenticator_key WHERE purpose = ?';
  return (await reader.get<{ sealed: Uint8Array }>(text, purpose))?.sealed;
}
