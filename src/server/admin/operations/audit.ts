import type { AuditEventItem, auditOperations } from '#api/audit.ts';
import { type ActivityItem, type activityOperations } from '#api/activity.ts';
import { timeOf } from '#api/members.ts';
import type { OperationRequest } from '#api/operations.ts';
import type { AuditRecord, AuditSearch } from '#server/audit/audit.ts';
import { type Answer, done, type Handlers, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** The audit chain: read, searched, checked and counted. */
export function auditHandlers(
  ports: AdminPorts,
): Handlers<keyof typeof auditOperations | keyof typeof activityOperations> {
  const { audit, clock } = ports;
  return {
    listAuditEvents: async ({ query }) => {
      const subject = await subjectOf(ports, query);
      if (query.from !== undefined || query.after?.startsWith('from:')) return listForward(ports, query, subject);
      const before = query.after === undefined ? undefined : numberIn('before', query.after);
      if (query.after !== undefined && before === undefined) return refused('cursor_unknown');
      const { outcome, code, actor, search: text } = query;
      const times = { since: momentOf(query.since), until: momentOf(query.until) };
      const wish: AuditSearch = {
        ...subject,
        ...present({ before, outcome, code, actor, text, ...times }),
        limit: query.limit,
      };
      const { records, next } = await audit.search(wish);
      return done({ items: records.map(eventOf), next: next === undefined || next <= 1 ? null : `before:${next}` });
    },
    verifyAudit: async ({ query }) => {
      const verification = await audit.verify(query.from, query.to);
      if (verification.kind === 'broken') {
        return done({ result: 'broken', sequence: verification.sequence, reason: verification.reason });
      }
      const { events, head } = verification;
      return done({ result: 'intact', events, head: { sequence: head.sequence, hash: hexadecimal(head.hash) } });
    },
    showActivity: async ({ query: { period } }) => {
      const { step, count } = periods[period];
      const now = clock.now();
      const first = Math.floor(now / step) * step - (count - 1) * step;
      const edges = [...Array.from({ length: count }, (_, place) => first + place * step), now + 1];
      const counts = await audit.count(Object.values(kinds).flat(), edges);
      const sum = (types: readonly string[], place: number) =>
        types.reduce((total, type) => total + (counts.get(type)?.[place] ?? 0), 0);
      const items = edges.slice(0, -1).map(
        (edge, place): ActivityItem => ({
          at: timeOf(edge),
          enrolled: sum(kinds.enrolled, place),
          registered: sum(kinds.registered, place),
          signedIn: sum(kinds.signedIn, place),
          refused: sum(kinds.refused, place),
        }),
      );
      return done({ period, stepSeconds: step / 1000, items });
    },
  };
}

const hour = 3_600_000;
const periods = {
  day: { step: hour, count: 24 },
  week: { step: 6 * hour, count: 28 },
  month: { step: 24 * hour, count: 30 },
} as const;

const kinds = {
  enrolled: ['management.enrollment.authenticated'],
  registered: ['platform-sso.user.registered'],
  signedIn: [
    'platform-sso.login',
    'platform-sso.web-sign-in.finished',
    'openid.signed-in',
    'enrollment.signed-in',
    'account.signed-in',
    'console.sign-in.allowed',
    'admin.sign-in.allowed',
  ],
  refused: ['sign-in.refused', 'platform-sso.login.refused', 'admin.sign-in.refused'],
} as const;

type Query = OperationRequest<'listAuditEvents'>['query'];

/** Someone who was deleted has events too, so what is no name is taken for an id. */
async function subjectOf({ directory, platformSso }: AdminPorts, query: Query) {
  const user = query.user === undefined ? undefined : await directory.user(query.user);
  const device = query.device === undefined ? undefined : await platformSso.device(query.device);
  return present({
    userId: user?.user.id ?? query.user,
    deviceId: device?.device.id ?? query.device,
    type: query.type,
  });
}

/** From a number on, the oldest first: for programs that keep up with the chain. It is not searched. */
async function listForward(
  { audit }: AdminPorts,
  query: Query,
  subject: Awaited<ReturnType<typeof subjectOf>>,
): Promise<Answer<{ items: AuditEventItem[]; next: string | null }>> {
  const searches = ['outcome', 'code', 'actor', 'search', 'since', 'until'] as const;
  const unfit = searches.filter((name) => query[name] !== undefined);
  if (unfit.length > 0) {
    const message = 'does not go together with from';
    return refused('request_invalid', { problems: unfit.map((member) => ({ in: 'query', member, message })) });
  }
  const after = query.after === undefined ? (query.from ?? 1) - 1 : numberIn('from', query.after);
  if (after === undefined) return refused('cursor_unknown');
  const records = await audit.list({ ...subject, after, limit: query.limit + 1 });
  const items = records.slice(0, query.limit).map(eventOf);
  const last = items.at(-1);
  return done({ items, next: records.length > query.limit && last !== undefined ? `from:${last.sequence}` : null });
}

function numberIn(direction: 'before' | 'from', cursor: string): number | undefined {
  const [, found, digits] = /^(before|from):(\d{1,15})$/.exec(cursor) ?? [];
  return found === direction ? Number(digits) : undefined;
}

function momentOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
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
