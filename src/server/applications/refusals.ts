/** How these addresses say no. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApplicationPorts } from './application-ports.ts';

/** Each no with its status, the sentence for the person and the one for the administrator. */
const refusals = {
  application_link_unknown: [
    404,
    'There is nothing at this address.',
    'The address was never given out, ended over a week ago, or its package was removed.',
  ],
  application_link_expired: [
    403,
    'This address has ended.',
    'The Mac came too late for its package; a new InstallEnterpriseApplication brings a new address.',
  ],
  range_not_satisfiable: [
    416,
    'The file is shorter than that.',
    'The Mac asked for bytes beyond the end of a package.',
  ],
} as const satisfies Record<string, readonly [status: number, person: string, admin: string]>;

/** Why a file is not given. */
export type LinkRefusal = keyof typeof refusals;

/** Answers no. Beyond the budget of an address nothing is audited: strangers must not fill the chain. */
export function refuse(
  { audit, budget }: ApplicationPorts,
  code: LinkRefusal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const attempts = budget.take(`application-link:address:${request.ip}`);
  if (attempts.kind === 'limited') {
    reply.header('retry-after', attempts.retryAfterSeconds);
    return send(reply, 429, 'attempts_limited', 'There were too many attempts; wait a little.');
  }
  const [status, person, adminDescription] = refusals[code];
  const { ip: address, id: requestId } = request;
  audit.record({
    type: 'applications.file.refused',
    outcome: 'refused',
    code,
    address,
    requestId,
    detail: { adminDescription },
  });
  return send(reply, status, code, person);
}

function send(reply: FastifyReply, status: number, code: string, description: string): FastifyReply {
  reply.removeHeader('etag');
  const body = { error: status === 404 ? 'not_found' : 'access_denied', code, error_description: description };
  return reply.code(status).type('application/json').send(body);
}
