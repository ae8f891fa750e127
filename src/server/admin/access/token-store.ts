import type { Database, Writer } from '#server/store/database.ts';
import type { TokenRecord } from './token.ts';

/** A token with what proves it. */
export interface StoredToken extends TokenRecord {
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
}

/** A page of tokens, the newest first. `next` is given back as `after`. */
export interface TokenPage {
  readonly items: readonly TokenRecord[];
  readonly next: string | undefined;
}

/**
 * Where tokens are kept. What takes a writer belongs to a unit of the caller, with its audit event; a token that has
 * been revoked stays revoked.
 */
export interface TokenStore {
  add(writer: Writer, token: StoredToken): Promise<void>;
  /** The token of a hash, also when it has expired or was revoked. */
  find(hash: Uint8Array): Promise<StoredToken | undefined>;
  byId(id: string): Promise<TokenRecord | undefined>;
  /** Revokes it unless it was; says whether it did. */
  revoke(writer: Writer, id: string, now: number): Promise<boolean>;
  /** Revokes the local tokens of that name. */
  revokeLocal(writer: Writer, name: string, now: number): Promise<number>;
  /** Forgets tokens that ended before a moment. */
  forgetEndedBefore(writer: Writer, moment: number): Promise<number>;
  /** Notes the use. */
  touch(id: string, now: number): Promise<void>;
  list(limit: number, after: string | undefined): Promise<TokenPage>;
}

interface Row {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly name: string;
  readonly role: TokenRecord['role'];
  readonly origin: TokenRecord['origin'];
  readonly userId: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

const columns = `id, hash, name, role, origin, user_id AS "userId", created_by AS "createdBy", created_at AS "createdAt",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/** The store on the database's table `admin_token`. */
export function createTokenStore(database: Database): TokenStore {
  return {
    add: insert,
    find: async (hash) => {
      const row = await database.get<Row>(`SELECT ${columns} FROM admin_token WHERE hash = ?`, hash);
      return row === undefined ? undefined : { ...recordOf(row), hash: row.hash };
    },
    byId: async (id) => {
      const row = await database.get<Row>(`SELECT ${columns} FROM admin_token WHERE id = ?`, id);
      return row === undefined ? undefined : recordOf(row);
    },
    revoke: async (writer, id, now) => {
      const text = 'UPDATE admin_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL';
      return (await writer.run(text, now, id)) === 1;
    },
    revokeLocal: (writer, name, now) => {
      const condition = "name = ? AND origin = 'local' AND revoked_at IS NULL";
      return writer.run(`UPDATE admin_token SET revoked_at = ? WHERE ${condition}`, now, name);
    },
    forgetEndedBefore: (writer, moment) =>
      writer.run('DELETE FROM admin_token WHERE expires_at < ? OR revoked_at < ?', moment, moment),
    touch: async (id, now) => {
      await database.write((writer) => writer.run('UPDATE admin_token SET last_used_at = ? WHERE id = ?', now, id));
    },
    list: (limit, after) => list(database, limit, after),
  };
}

async function insert(writer: Writer, token: StoredToken): Promise<void> {
  await writer.run(
    `INSERT INTO admin_token
      (id, hash, name, role, origin, user_id, created_by, created_at, expires_at, last_used_at, revoked_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`,
    token.id,
    token.hash,
    token.name,
    token.role,
    token.origin,
    token.userId ?? null,
    token.createdBy,
    token.createdAt,
    token.expiresAt ?? null,
  );
}

/** The cursor is the time and the id of the last token of a page. An unknown cursor is the end of the list. */
async function list(database: Database, limit: number, after: string | undefined): Promise<TokenPage> {
  const order = 'ORDER BY created_at DESC, id DESC LIMIT ?';
  const [, time, id] = /^(\d{1,15}):(.+)$/.exec(after ?? '') ?? [];
  if (after !== undefined && (time === undefined || id === undefined)) return { items: [], next: undefined };
  const rows =
    time === undefined || id === undefined
      ? await database.all<Row>(`SELECT ${columns} FROM admin_token ${order}`, limit + 1)
      : await database.all<Row>(
          `SELECT ${columns} FROM admin_token WHERE (created_at, id) < (?, ?) ${order}`,
          Number(time),
          id,
          limit + 1,
        );
  const items = rows.slice(0, limit).map(recordOf);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? `${last.createdAt}:${last.id}` : undefined;
  return { items, next };
}

function recordOf(row: Row): TokenRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    origin: row.origin,
    userId: row.userId ?? undefined,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? undefined,
    lastUsedAt: row.lastUsedAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
  };
}
