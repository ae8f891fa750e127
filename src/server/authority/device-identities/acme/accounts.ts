/** The table of ACME accounts. An account is a key; a Mac makes one for each certificate. */
import { jwkThumbprint } from '#protocol/acme/thumbprint.ts';
import type { VerificationKey } from '#protocol/crypto.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { jwkFromPoint, type P256Jwk, pointFromJwk } from '#protocol/jose/jwk.ts';
import { KeyError } from '#protocol/crypto.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Database, Reader } from '#server/store/database.ts';
import { AcmeRefusal } from './refusal.ts';
import { acmeUrls, type AcmeContext } from './context.ts';

/** An account. */
export interface AcmeAccount {
  readonly id: string;
  readonly status: 'valid' | 'deactivated';
  readonly contact: readonly string[];
  readonly key: VerificationKey;
  readonly thumbprint: string;
}

interface AccountRow {
  readonly id: string;
  readonly thumbprint: string;
  readonly jwk: string;
  readonly contact: string;
  readonly status: AcmeAccount['status'];
}

/** A key of a request, checked. */
export interface AccountKey {
  readonly jwk: P256Jwk;
  readonly key: VerificationKey;
  readonly thumbprint: string;
}

/** Reads a JWK. @throws {AcmeRefusal} `account_key_unusable` */
export function accountKey(jwk: JsonValue): AccountKey {
  try {
    const point = pointFromJwk(jwk);
    const canonical = jwkFromPoint(point);
    return { jwk: canonical, key: nodeCrypto.p256(point), thumbprint: jwkThumbprint(canonical, nodeCrypto) };
  } catch (error) {
    if (error instanceof JoseError || error instanceof KeyError) throw new AcmeRefusal('account_key_unusable');
    throw error;
  }
}

const columns = 'id, thumbprint, jwk, contact, status';

/** The account at a URL of ours. */
export async function accountAt({ ports }: AcmeContext, url: string): Promise<AcmeAccount | undefined> {
  const prefix = acmeUrls(ports.publicUrl).account('');
  if (!url.startsWith(prefix)) return undefined;
  const text = `SELECT ${columns} FROM acme_account WHERE id = ?`;
  const row = await ports.database.get<AccountRow>(text, url.slice(prefix.length));
  return row && accountOf(row);
}

/** The account of a key. */
export async function accountOfKey(reader: Reader, thumbprint: string): Promise<AcmeAccount | undefined> {
  const text = `SELECT ${columns} FROM acme_account WHERE thumbprint = ?`;
  const row = await reader.get<AccountRow>(text, thumbprint);
  return row && accountOf(row);
}

/** Makes an account for a key, unless there is one. */
export async function insertAccount(
  { ports }: AcmeContext,
  { jwk, thumbprint }: AccountKey,
  contact: readonly string[],
): Promise<void> {
  const id = toBase64url(ports.random.bytes(16));
  const now = ports.clock.now();
  await ports.database.write((writer) =>
    writer.run(
      `INSERT INTO acme_account (id, thumbprint, jwk, contact, status, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (thumbprint) DO NOTHING`,
      id,
      thumbprint,
      JSON.stringify(jwk),
      JSON.stringify(contact),
      'valid',
      now,
    ),
  );
}

/** Changes contact or status. */
export async function updateAccount(
  database: Database,
  id: string,
  change: { readonly contact: readonly string[]; readonly status: AcmeAccount['status'] },
): Promise<void> {
  const contact = JSON.stringify(change.contact);
  await database.write((writer) =>
    writer.run('UPDATE acme_account SET contact = ?, status = ? WHERE id = ?', contact, change.status, id),
  );
}

/** Gives an account another key. Says false when it has another one than `from` by now, or the new key is taken. */
export function replaceKey(
  database: Database,
  id: string,
  from: string,
  { jwk, thumbprint }: AccountKey,
): Promise<boolean> {
  return database.write(async (writer) => {
    const taken = await writer.get('SELECT id FROM acme_account WHERE thumbprint = ?', thumbprint);
    if (taken !== undefined) return false;
    const text = 'UPDATE acme_account SET thumbprint = ?, jwk = ? WHERE id = ? AND thumbprint = ?';
    return (await writer.run(text, thumbprint, JSON.stringify(jwk), id, from)) === 1;
  });
}

/** The account object of section 7.1.2. */
export function accountObject({ ports }: AcmeContext, { id, status, contact }: AcmeAccount): JsonObject {
  return { status, contact, orders: acmeUrls(ports.publicUrl).accountOrders(id) };
}

function accountOf(row: AccountRow): AcmeAccount {
  const { key } = accountKey(JSON.parse(row.jwk) as JsonObject);
  return {
    id: row.id,
    status: row.status,
    contact: JSON.parse(row.contact) as string[],
    key,
    thumbprint: row.thumbprint,
  };
}
