/**
 * What the provider has given out: sessions, codes, tokens, grants and the like. Whoever reads the database learns no
 * secret from it: identifiers are hashed, since knowing one is using it, and what belongs to them is sealed.
 */
import { createHash } from 'node:crypto';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** An artifact. Identifiers are as their holders have them. */
export interface Artifact {
  readonly model: string;
  readonly id: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly grantId: string | undefined;
  readonly userCode: string | undefined;
  readonly uid: string | undefined;
  readonly userId: string | undefined;
  readonly clientId: string | undefined;
  /** The Mac whose proof began the session that it belongs to. */
  readonly deviceId: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Of sessions: what the browser calls itself, where it was when the session began, and when it was last used. */
  readonly browser?: string | undefined;
  readonly address?: string | undefined;
  readonly usedAt?: number;
}

/** An artifact as it is found. */
export interface FoundArtifact {
  readonly content: Readonly<Record<string, unknown>>;
  readonly userId: string | undefined;
  readonly grantId: string | undefined;
  readonly consumedAt: number | undefined;
}

interface Row {
  readonly model: string;
  readonly id: string;
  readonly sealed: Uint8Array;
  readonly user_id: string | null;
  readonly consumed_at: number | null;
}

// A client that was deleted takes with it what it was given, also what a request under way still writes.
const columns = `SELECT a.model, a.id, a.sealed, a.user_id, a.consumed_at FROM openid_artifact a
  WHERE (a.client_id IS NULL OR EXISTS (SELECT 1 FROM openid_client c WHERE c.id = a.client_id)) AND a.model = ?`;

const lookups = {
  id: `${columns} AND a.id = ?`,
  uid: `${columns} AND a.uid = ?`,
  userCode: `${columns} AND a.user_code = ?`,
} as const;

/** Finds an artifact that is not taken back. Whether it has expired, its content says. */
export async function findArtifact(
  reader: Reader,
  sealer: Sealer,
  model: string,
  by: { readonly [Name in keyof typeof lookups]?: string },
): Promise<FoundArtifact | undefined> {
  const [name, value] = Object.entries(by)[0] as [keyof typeof lookups, string];
  const row = await reader.get<Row>(lookups[name], model, hashed(value));
  if (!row) return undefined;
  const content = contentOf(sealer, row);
  const { grantId } = content;
  return {
    content,
    userId: row.user_id ?? undefined,
    grantId: typeof grantId === 'string' ? grantId : undefined,
    consumedAt: row.consumed_at ?? undefined,
  };
}

/** Stores an artifact, or its new content. */
export async function putArtifact(writer: Writer, sealer: Sealer, artifact: Artifact): Promise<void> {
  await writer.run(
    `${insertion} ON CONFLICT (model, id) DO UPDATE SET sealed = excluded.sealed, grant_id = excluded.grant_id,
      user_code = excluded.user_code, uid = excluded.uid, user_id = excluded.user_id,
      client_id = excluded.client_id, device_id = excluded.device_id, expires_at = excluded.expires_at,
      browser = COALESCE(openid_artifact.browser, excluded.browser),
      address = COALESCE(openid_artifact.address, excluded.address), used_at = excluded.used_at`,
    ...valuesOf(sealer, artifact),
  );
}

/** Stores an artifact that counts once; false when it is here already. */
export async function putOnce(writer: Writer, sealer: Sealer, artifact: Artifact): Promise<boolean> {
  const changed = await writer.run(`${insertion} ON CONFLICT (model, id) DO NOTHING`, ...valuesOf(sealer, artifact));
  return changed === 1;
}

const insertion = `INSERT INTO openid_artifact
  (model, id, sealed, grant_id, user_code, uid, user_id, client_id, device_id, expires_at, browser, address, used_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function valuesOf(sealer: Sealer, artifact: Artifact) {
  const { model, content, grantId, userCode, uid, userId, clientId, deviceId, expiresAt } = artifact;
  const { browser, address, usedAt } = artifact;
  const id = hashed(artifact.id);
  const optional = (value: string | undefined) => (value === undefined ? null : hashed(value));
  return [
    model,
    id,
    sealer.seal(utf8(JSON.stringify(content)), contextOf({ model, id })),
    optional(grantId),
    optional(userCode),
    optional(uid),
    userId ?? null,
    clientId ?? null,
    deviceId ?? null,
    expiresAt,
    browser ?? null,
    address ?? null,
    usedAt ?? null,
  ] as const;
}

/** Uses an artifact up; false when it was used already, or is gone. */
export async function consumeArtifact(writer: Writer, model: string, id: string, now: number): Promise<boolean> {
  const text = 'UPDATE openid_artifact SET consumed_at = ? WHERE model = ? AND id = ? AND consumed_at IS NULL';
  return (await writer.run(text, now, model, hashed(id))) === 1;
}

/** Removes one artifact. */
export async function removeArtifact(writer: Writer, model: string, id: string): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE model = ? AND id = ?', model, hashed(id));
}

/** Removes the artifacts of one kind that were given out under a grant. */
export async function removeOfGrant(writer: Writer, model: string, grantId: string): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE model = ? AND grant_id = ?', model, hashed(grantId));
}

/** Removes a grant and everything that was given out under it. */
export async function removeGrant(writer: Writer, grantId: string): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE grant_id = ?', hashed(grantId));
}

/** Removes a person's sessions, grants and tokens. */
export async function removeOfUser(writer: Writer, userId: string): Promise<number> {
  return writer.run('DELETE FROM openid_artifact WHERE user_id = ?', userId);
}

/** Removes the same but for sign-ins under way, one of which may be what ends the rest. */
export async function removeBegunOfUser(writer: Writer, userId: string): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE user_id = ? AND model <> ?', userId, 'Interaction');
}

/** Removes what was given out in sessions that a Mac began: of everybody on it, or of one person. */
export async function removeOfMac(writer: Writer, deviceId: string, userId?: string): Promise<number> {
  const text = 'DELETE FROM openid_artifact WHERE device_id = ?';
  if (userId === undefined) return writer.run(text, deviceId);
  return writer.run(`${text} AND user_id = ?`, deviceId, userId);
}

/** A session as it is stored. */
export interface FoundSession {
  /** SHA-256 of what the browser holds, as base64url. */
  readonly hash: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly browser: string | undefined;
  readonly address: string | undefined;
  readonly usedAt: number | undefined;
}

interface SessionRow extends Row {
  readonly browser: string | null;
  readonly address: string | null;
  readonly used_at: number | null;
}

/** Sessions of a person or of a Mac. */
export async function sessionsOf(reader: Reader, sealer: Sealer, of: SessionsOf): Promise<readonly FoundSession[]> {
  const text = `SELECT model, id, sealed, user_id, consumed_at, browser, address, used_at FROM openid_artifact
    WHERE model = 'Session' AND`;
  const { deviceId, userId } = of;
  const rows = await (deviceId === undefined
    ? reader.all<SessionRow>(`${text} user_id = ?`, userId)
    : userId === undefined
      ? reader.all<SessionRow>(`${text} device_id = ?`, deviceId)
      : reader.all<SessionRow>(`${text} device_id = ? AND user_id = ?`, deviceId, userId));
  return rows.map((row) => ({
    hash: row.id,
    content: contentOf(sealer, row),
    browser: row.browser ?? undefined,
    address: row.address ?? undefined,
    usedAt: row.used_at ?? undefined,
  }));
}

/** Removes a session with the grants that were given in it, and everything under them. */
export async function removeSession(writer: Writer, { hash, content }: FoundSession): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE model = ? AND id = ?', 'Session', hash);
  for (const { grantId } of Object.values(authorizationsOf(content))) {
    if (typeof grantId === 'string') await removeGrant(writer, grantId);
  }
}

/** What a session was used for, by the ids of clients. */
export function authorizationsOf({ authorizations }: Readonly<Record<string, unknown>>) {
  if (typeof authorizations !== 'object' || authorizations === null) return {};
  return authorizations as Readonly<Record<string, { readonly sid?: unknown; readonly grantId?: unknown }>>;
}

/** How many grants and tokens of a person count, by the client that has them. */
export async function grantsOf(
  reader: Reader,
  userId: string,
  now: number,
): Promise<readonly { readonly application: string; readonly tokens: number }[]> {
  const text = `SELECT c.name AS application, COUNT(*) AS tokens FROM openid_artifact a
    JOIN openid_client c ON c.id = a.client_id
    WHERE a.user_id = ? AND a.model IN ('AccessToken', 'RefreshToken') AND a.consumed_at IS NULL AND a.expires_at > ?
    GROUP BY c.id, c.name ORDER BY c.name`;
  return reader.all(text, userId, now);
}

/** Whose sessions: of a person, of a Mac, or of a person on a Mac. */
export type SessionsOf =
  | { readonly userId: string; readonly deviceId?: undefined }
  | { readonly deviceId: string; readonly userId?: string | undefined };

/** Removes the grants and tokens of a client. */
export async function removeOfClient(writer: Writer, clientId: string): Promise<void> {
  await writer.run('DELETE FROM openid_artifact WHERE client_id = ?', clientId);
}

/** Removes some artifacts that ended before a time. Returns how many went. */
export async function removeEnded(writer: Writer, before: number, most: number): Promise<number> {
  return writer.run(
    `DELETE FROM openid_artifact WHERE (model, id) IN
      (SELECT model, id FROM openid_artifact WHERE expires_at <= ? LIMIT ?)`,
    before,
    most,
  );
}

/** Where a walk over all artifacts stands. */
export interface ArtifactPlace {
  readonly model: string;
  readonly id: string;
}

/** Seals some artifacts after a place under the newest master key. `last` is undefined at the end. */
export async function resealArtifacts(
  writer: Writer,
  sealer: Sealer,
  after: ArtifactPlace,
  most: number,
): Promise<{ readonly changed: number; readonly last: ArtifactPlace | undefined }> {
  const rows = await writer.all<Row>(
    `SELECT model, id, sealed FROM openid_artifact WHERE model > ? OR (model = ? AND id > ?)
      ORDER BY model, id LIMIT ?`,
    after.model,
    after.model,
    after.id,
    most,
  );
  let changed = 0;
  for (const row of rows) {
    if (sealer.isCurrent(row.sealed)) continue;
    const anew = sealer.seal(sealer.open(row.sealed, contextOf(row)), contextOf(row));
    const text = 'UPDATE openid_artifact SET sealed = ? WHERE model = ? AND id = ? AND sealed = ?';
    changed += await writer.run(text, anew, row.model, row.id, row.sealed);
  }
  return { changed, last: rows.length < most ? undefined : rows.at(-1) };
}

function contentOf(sealer: Sealer, row: Row): Record<string, unknown> {
  return JSON.parse(fromUtf8(sealer.open(row.sealed, contextOf(row))) ?? '') as Record<string, unknown>;
}

function hashed(identifier: string): string {
  return createHash('sha256').update(identifier).digest('base64url');
}

function contextOf({ model, id }: ArtifactPlace): string {
  return `openid_artifact:${model}:${id}`;
}
