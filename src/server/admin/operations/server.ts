import type { AuditEventItem, auditOperations } from '#api/audit.ts';
import type { keyOperations } from '#api/keys.ts';
import { timeOf } from '#api/members.ts';
import type { statusOperations } from '#api/status.ts';
import type { AuditRecord } from '#server/audit/audit.ts';
import { done, type Handlers, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** The server itself: its audit chain, its keys, its state. */
export function serverHandlers(
  ports: AdminPorts,
): Handlers<keyof typeof auditOperations | keyof typeof keyOperations | keyof typeof statusOperations> {
  const { directory, platformSso, audit, clock, masterKey, about } = ports;
  const startedAt = timeOf(clock.now());
  return {
    listAuditEvents: async ({ query }) => {
      const user = query.user === undefined ? undefined : await directory.user(query.user);
      const device = query.device === undefined ? undefined : await platformSso.device(query.device);
      // Someone who was deleted has events too, so what is no name is taken for an id.
      const subject = present({
        userId: user?.user.id ?? query.user,
        deviceId: device?.device.id ?? query.device,
        type: query.type,
      });
      const place = placeOf(query.after, query.from);
      if (place === undefined) return refused('cursor_unknown');
      const records = await audit.list({ ...subject, ...place, limit: query.limit + 1 });
      const items = records.slice(0, query.limit).map(eventOf);
      const last = items.at(-1);
      const direction = place.after === undefined ? 'before' : 'from';
      const more = records.length > query.limit && last !== undefined;
      return done({ items, next: more ? `${direction}:${last.sequence}` : null });
    },
    verifyAudit: async ({ query }) => {
      const verification = await audit.verify(query.from);
      if (verification.kind === 'broken') {
        return done({ result: 'broken', sequence: verification.sequence, reason: verification.reason });
      }
      const { events, head } = verification;
      return done({ result: 'intact', events, head: { sequence: head.sequence, hash: hexadecimal(head.hash) } });
    },
    listSigningKeys: async () => {
      const keys = await platformSso.signingKeys();
      return done({
        items: keys.map(({ keyId, state, createdAt }) => ({ keyId, state, createdAt: timeOf(createdAt) })),
      });
    },
    rotateSigningKey: async ({ caller }) => {
      const { keyId, signsFrom } = await platformSso.rotateSigningKey(caller.actor);
      return done({ keyId, signsFrom: timeOf(signsFrom) });
    },
    rotateMasterKey: async ({ caller }) => done(await masterKey.rotate(caller.actor)),
    showStatus: async () => {
      const [keys, [newest]] = await Promise.all([platformSso.signingKeys(), audit.list({ limit: 1 })]);
      return done({
        ...about,
        startedAt,
        time: timeOf(clock.now()),
        signingKeyId: keys.find(({ state }) => state === 'current')?.keyId ?? null,
        lastAuditEvent: newest?.sequence ?? 0,
      });
    },
  };
}

/** Where a page begins: at a cursor, else at a number, else at the newest. Undefined for a cursor that is none. */
function placeOf(
  cursor: string | undefined,
  from: number | undefined,
): { before?: number; after?: number } | undefined {
  if (cursor === undefined) return from === undefined ? {} : { after: from - 1 };
  const [, direction, digits] = /^(before|from):(\d{1,15})$/.exec(cursor) ?? [];
  if (direction === undefined) return undefined;
  return direction === 'before' ? { before: Number(digits) } : { after: Number(digits) };
}

function eventOf({ sequence, time, event, hash }: AuditRecord): AuditEventItem {
  return {
    sequence,
    time: timeOf(time),
    type: event.type,
    outcome: event.outcome,
    code: event.code ?? null,
    actor: event.actor ?? null,
    userId: event.userId ?? null,
    deviceId: event.deviceId ?? null,
    address: event.address ?? null,
    requestId: event.requestId ?? null,
    detail: { ...event.detail },
    hash: hexadecimal(hash),
  };
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
