/**
 * Who may use the administration interface: makes tokens, recognises them, ends them. It owns the tokens and not the
 * people: a token from a sign-in is good for as long as its person is active and an administrator.
 */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { Clock } from '#runtime/clock.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Database } from '#server/store/database.ts';
import { newToken, type TokenRecord, type TokenRole, tokenHash } from './token.ts';
import { createTokenStore, type StoredToken, type TokenPage, type TokenStore } from './token-store.ts';

/** Whoever holds a valid token. `actor` is how the audit chain names them. */
export interface Caller {
  readonly token: TokenRecord;
  readonly actor: string;
}

/** Whether a token opens anything. */
export type TokenOutcome =
  | { readonly kind: 'accepted'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'revoked'; readonly token?: TokenRecord };

/** A token that is to be. */
export interface TokenWish {
  readonly name: string;
  readonly role: TokenRole;
  readonly origin: TokenRecord['origin'];
  readonly userId?: string;
  /** Undefined: until revoked. */
  readonly lifeSeconds?: number;
  /** Where the request for it came from, for the audit chain. */
  readonly address?: string;
}

/** A token as it is shown once. */
export interface IssuedToken {
  readonly token: string;
  readonly facts: TokenRecord;
}

/** The feature's access to its own tokens. */
export interface AdminAccess {
  /** Makes a token; its audit event `admin.token.created` is written with it. */
  issue(wish: TokenWish, actor: string): Promise<IssuedToken>;
  /** Recognises a token, and notes its use at most once a minute. */
  recognise(token: string): Promise<TokenOutcome>;
  /** Ends a token, with the audit event `admin.token.revoked` unless it had ended. */
  revoke(id: string, actor: string): Promise<'done' | 'already' | 'not-found'>;
  /** Ends every local token of that name. */
  revokeLocal(name: string, actor: string): Promise<void>;
  list(limit: number, after?: string): Promise<TokenPage>;
}

/** What access needs from outside. */
export interface AccessPorts {
  readonly database: Database;
  readonly directory: Pick<Directory, 'userById'>;
  readonly clock: Clock;
  readonly random: Random;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** How long ended tokens stay in the list. */
const memory = 30 * day;

/** Makes the access of a database. */
export function createAdminAccess(ports: AccessPorts): AdminAccess {
  const store = createTokenStore(ports.database);
  return {
    issue: (wish, actor) => issue(ports, store, wish, actor),
    recognise: (token) => recognise(ports, store, token),
    revoke: (id, actor) => revoke(ports, store, id, actor),
    revokeLocal: async (name, actor) => {
      const now = ports.clock.now();
      await ports.database.write(async (writer) => {
        const count = await store.revokeLocal(writer, name, now);
        if (count > 0) appendAudit(writer, now, [{ type: 'admin.token.revoked', outcome: 'changed', actor }]);
      });
    },
    list: (limit, after) => store.list(limit, after),
  };
}

async function issue(ports: AccessPorts, store: TokenStore, wish: TokenWish, actor: string): Promise<IssuedToken> {
  const { clock, random, database } = ports;
  const now = clock.now();
  const token = newToken(random);
  const { lifeSeconds, address, ...rest } = wish;
  const stored: StoredToken = {
    ...rest,
    id: uuidFrom(random.bytes(16)),
    hash: tokenHash(token),
    userId: wish.userId,
    createdBy: actor,
    createdAt: now,
    expiresAt: lifeSeconds === undefined ? undefined : now + lifeSeconds * 1000,
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
  await database.write(async (writer) => {
    await store.forgetEndedBefore(writer, now - memory);
    await store.add(writer, stored);
    appendAudit(writer, now, [createdEvent(stored, actor, address)]);
  });
  const { hash: _hash, ...facts } = stored;
  return { token, facts };
}

function createdEvent(token: StoredToken, actor: string, address: string | undefined): AuditEvent {
  const { id, name, role, origin, userId } = token;
  return {
    type: 'admin.token.created',
    outcome: 'changed',
    actor,
    ...(userId === undefined ? {} : { userId }),
    ...(address === undefined ? {} : { address }),
    detail: { token: id, name, role, origin },
  };
}

async function recognise(ports: AccessPorts, store: TokenStore, token: string): Promise<TokenOutcome> {
  const hash = tokenHash(token);
  const stored = await store.find(hash);
  if (stored === undefined || !constantTimeEqual(hash, stored.hash)) return { kind: 'refused', reason: 'unknown' };
  const now = ports.clock.now();
  const { hash: _hash, ...facts } = stored;
  if (facts.revokedAt !== undefined) return { kind: 'refused', reason: 'revoked', token: facts };
  if (facts.expiresAt !== undefined && facts.expiresAt <= now) {
    return { kind: 'refused', reason: 'expired', token: facts };
  }
  if (!(await personMayAdminister(ports, facts))) return { kind: 'refused', reason: 'revoked', token: facts };
  if (now - (facts.lastUsedAt ?? 0) >= minute) await store.touch(facts.id, now);
  return { kind: 'accepted', caller: { token: facts, actor: facts.userId ?? `token:${facts.id}` } };
}

/** A person's token dies with the right it stands for, whoever took the right away. */
async function personMayAdminister({ directory }: AccessPorts, { userId }: TokenRecord): Promise<boolean> {
  if (userId === undefined) return true;
  const user = await directory.userById(userId);
  return user !== undefined && user.state === 'active' && user.administrator;
}

async function revoke(ports: AccessPorts, store: TokenStore, id: string, actor: string) {
  const facts = await store.byId(id);
  if (facts === undefined) return 'not-found';
  const now = ports.clock.now();
  return ports.database.write(async (writer) => {
    if (!(await store.revoke(writer, id, now))) return 'already';
    const { name, role, origin } = facts;
    appendAudit(writer, now, [
      { type: 'admin.token.revoked', outcome: 'changed', actor, detail: { token: id, name, role, origin } },
    ]);
    return 'done';
  });
}
