/** Where the server token and its key pairs are kept, sealed. The writing functions are parts of a unit of work. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { ServerToken } from '#protocol/ade/server-token.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';

/** A key pair for server tokens. `staged`: made for a renewal that has not come yet. */
export interface TokenKey {
  readonly id: string;
  readonly state: 'current' | 'staged';
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
  readonly createdAt: number;
}

/** The token in use. Times in milliseconds since 1970. */
export interface StoredToken {
  readonly token: ServerToken;
  readonly expiresAt: number;
  readonly importedAt: number;
}

interface KeyRow {
  readonly id: string;
  readonly state: 'current' | 'staged';
  readonly certificate: Uint8Array;
  readonly sealed: Uint8Array;
  readonly created_at: number;
}

const tokenContext = 'ade_token';

/** The key pairs, the staged one first: it is the one that a new token is for. */
export async function tokenKeys(reader: Reader, sealer: Sealer): Promise<readonly TokenKey[]> {
  const rows = await reader.all<KeyRow>(
    'SELECT id, state, certificate, sealed, created_at FROM ade_token_key ORDER BY state DESC',
  );
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    certificate: parseCertificate(row.certificate),
    privateKey: createPrivateKey({
      key: Buffer.from(sealer.open(row.sealed, keyContext(row.id))),
      format: 'der',
      type: 'pkcs8',
    }),
    createdAt: row.created_at,
  }));
}

/** Adds a key pair; nothing happens when there is one of this state. @returns whether it was added */
export async function addTokenKey(writer: Writer, sealer: Sealer, key: TokenKey): Promise<boolean> {
  const pkcs8 = key.privateKey.export({ format: 'der', type: 'pkcs8' });
  const added = await writer.run(
    `INSERT INTO ade_token_key (id, state, certificate, sealed, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    key.id,
    key.state,
    key.certificate.raw,
    sealer.seal(pkcs8, keyContext(key.id)),
    key.createdAt,
  );
  return added === 1;
}

/** Makes the key of an accepted token the one in use; the one before is forgotten. */
export async function promoteTokenKey(writer: Writer, id: string): Promise<void> {
  await writer.run(`DELETE FROM ade_token_key WHERE state = 'current' AND id <> ?`, id);
  await writer.run(`UPDATE ade_token_key SET state = 'current' WHERE id = ?`, id);
}

/** The token in use. */
export async function currentToken(reader: Reader, sealer: Sealer): Promise<StoredToken | undefined> {
  const row = await reader.get<{ sealed: Uint8Array; expires_at: number; imported_at: number }>(
    'SELECT sealed, expires_at, imported_at FROM ade_token',
  );
  if (row === undefined) return undefined;
  const json = parseJsonObject(fromUtf8(sealer.open(row.sealed, tokenContext)) ?? '');
  return { token: json as unknown as ServerToken, expiresAt: row.expires_at, importedAt: row.imported_at };
}

/**
 * Puts a token in the place of the one before, unless that one belongs to another server at Apple.
 * @returns whether it was put
 */
export async function putToken(
  writer: Writer,
  sealer: Sealer,
  { token, expiresAt, importedAt }: StoredToken,
): Promise<boolean> {
  const put = await writer.run(
    `INSERT INTO ade_token (id, consumer_key, sealed, expires_at, imported_at) VALUES ('token', ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at,
       imported_at = excluded.imported_at WHERE ade_token.consumer_key = excluded.consumer_key`,
    token.consumer_key,
    sealer.seal(utf8(JSON.stringify(token)), tokenContext),
    expiresAt,
    importedAt,
  );
  return put === 1;
}

/** Seals everything here under the newest version of the master key. @returns how many values were sealed anew */
export async function resealTokens(database: Database, sealer: Sealer): Promise<number> {
  return database.write(async (writer) => {
    const keys = await writer.all<{ id: string; sealed: Uint8Array }>('SELECT id, sealed FROM ade_token_key');
    const [token] = await writer.all<{ sealed: Uint8Array }>('SELECT sealed FROM ade_token');
    let count = 0;
    for (const { id, sealed } of keys.filter((row) => !sealer.isCurrent(row.sealed))) {
      const anew = sealer.seal(sealer.open(sealed, keyContext(id)), keyContext(id));
      count += await writer.run('UPDATE ade_token_key SET sealed = ? WHERE id = ?', anew, id);
    }
    if (token !== undefined && !sealer.isCurrent(token.sealed)) {
      const anew = sealer.seal(sealer.open(token.sealed, tokenContext), tokenContext);
      count += await writer.run('UPDATE ade_token SET sealed = ?', anew);
    }
    return count;
  });
}

function keyContext(id: string): string {
  return `ade_token_key:${id}`;
}
