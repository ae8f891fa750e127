/** Who may ask for an operation: whoever holds a token, or the session of a console, with the role that it takes. */
import type { FastifyRequest } from 'fastify';
import { consoleHeader } from '#api/console.ts';
import type { RefusalCode } from '#api/error.ts';
import type { Operation } from '#api/operation.ts';
import type { OperationName } from '#api/operations.ts';
import type { ConsoleCaller } from '#server/console/feature.ts';
import type { Caller } from './access/access.ts';
import { bearerToken } from './access/token.ts';
import { type Refused, refused } from './answer.ts';
import type { AdminPorts } from './ports.ts';

type Recognised =
  | { readonly kind: 'accepted'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly token?: string; readonly userId?: string };

/** Undefined for anyone; else who it is, or why not. Every no is an audit event. */
export async function admit(
  ports: AdminPorts,
  name: OperationName,
  { role }: Operation,
  request: FastifyRequest,
): Promise<{ readonly kind: 'admitted'; readonly caller: Caller } | Refused | undefined> {
  if (role === 'public') return undefined;
  const { audit, attempts } = ports;
  const outcome = await recognise(ports, request);
  if (outcome.kind === 'accepted') {
    const { caller } = outcome;
    if (role !== 'admin' || caller.token.role === 'admin') return { kind: 'admitted', caller };
    audit.record(refusedEvent(name, request, { code: 'role_insufficient', token: caller.token.id }));
    return refused('role_insufficient');
  }
  // Beyond the budget nothing is audited: an address without a token must not fill the chain.
  const budget = await attempts.take(`admin-token:address:${request.ip}`);
  // An open console that was left alone is no guess: it is told that its session is over, however often it asks.
  if (budget.kind === 'limited' && outcome.code === 'console_session_ended') return refused(outcome.code);
  if (budget.kind === 'limited') return refused('attempts_limited', { retryAfterSeconds: budget.retryAfterSeconds });
  audit.record(refusedEvent(name, request, outcome));
  return refused(outcome.code);
}

/** A token goes before: programs have no cookies. */
async function recognise({ access, console }: AdminPorts, { headers, method }: FastifyRequest): Promise<Recognised> {
  const token = bearerToken(headers.authorization);
  const header = headers[consoleHeader];
  if (token === undefined && typeof header === 'string') {
    const fetchSite = headers['sec-fetch-site'];
    const site = typeof fetchSite === 'string' ? fetchSite : undefined;
    const { cookie, origin } = headers;
    const admission = await console.recognise({ cookie, origin, fetchSite: site, header, method });
    if (admission.kind === 'admitted') return { kind: 'accepted', caller: callerOf(admission.caller) };
    const code = consoleCodes[admission.reason];
    return { kind: 'refused', code, ...(admission.userId === undefined ? {} : { userId: admission.userId }) };
  }
  if (token === undefined) return { kind: 'refused', code: 'token_missing' };
  const outcome = await access.recognise(token);
  if (outcome.kind === 'accepted') return outcome;
  return { kind: 'refused', code: `token_${outcome.reason}`, ...(outcome.token ? { token: outcome.token.id } : {}) };
}

const consoleCodes = {
  missing: 'console_session_missing',
  ended: 'console_session_ended',
  foreign: 'console_request_foreign',
} as const satisfies Record<string, RefusalCode>;

/** The session of a browser, as the interface sees tokens. */
function callerOf({ session, user, role, expiresAt }: ConsoleCaller): Caller {
  const token = {
    id: session.id,
    name: `console of ${user.accountName}`,
    role,
    origin: 'console',
    userId: user.id,
    createdBy: user.id,
    createdAt: session.begunAt,
    expiresAt,
    lastUsedAt: session.usedAt,
    revokedAt: undefined,
  } as const;
  return { token, actor: user.id };
}

function refusedEvent(
  operation: OperationName,
  request: FastifyRequest,
  { code, token, userId }: { readonly code: RefusalCode; readonly token?: string; readonly userId?: string },
) {
  return {
    type: 'admin.request.refused',
    outcome: 'refused',
    code,
    address: request.ip,
    requestId: request.id,
    ...(userId === undefined ? {} : { userId }),
    detail: { operation, ...(token === undefined ? {} : { token }) },
  } as const;
}
