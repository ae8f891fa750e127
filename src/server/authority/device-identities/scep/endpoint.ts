/** `/scep` (RFC 8894 section 4): GetCACert, GetCACaps, PKIOperation by GET and POST. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Capability, encodeCapabilities } from '#protocol/scep/capabilities.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { scepRefusals } from '../refusals.ts';
import type { ScepContext } from './context.ts';
import { answerPkiOperation } from './pki-operation.ts';
import { messageBytes, readScepQuery } from './query.ts';

/** `Renewal` is there because macOS calls renewal unsupported without it, although it renews by an ordinary request. */
const capabilities: readonly Capability[] = [
  'POSTPKIOperation',
  'Renewal',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'AES',
  'DES3',
  'SCEPStandard',
];

/** Mounts the endpoint. Content types are compared to the letter by clients, so they go out without a charset. */
export function mountScep(app: FastifyInstance, context: ScepContext): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Any type: one independent client posts octets under `application/octet-stream`, macOS under its own.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.get('/scep', (request, reply) => answerGet(context, request, reply));
    scope.post('/scep', (request, reply) => answerPost(context, request, reply));
  });
}

async function answerGet(context: ScepContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { operation, message } = readScepQuery(request.raw.url ?? '');
  if (operation === 'GetCACert') {
    return send(reply, 200, 'application/x-x509-ca-cert', context.keys.authority.certificate.raw);
  }
  if (operation === 'GetCACaps') return send(reply, 200, 'text/plain', utf8(encodeCapabilities(capabilities)));
  if (operation !== 'PKIOperation') return sendText(reply, 400, 'The operation is none that is offered.');
  return answerMessage(context, message === undefined ? undefined : messageBytes(message), request, reply);
}

// The body is the message; what one client repeats of it in the query is not read.
async function answerPost(context: ScepContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { operation } = readScepQuery(request.raw.url ?? '');
  if (operation !== 'PKIOperation') return sendText(reply, 400, 'The operation is none that is offered.');
  return answerMessage(context, Buffer.isBuffer(request.body) ? request.body : undefined, request, reply);
}

async function answerMessage(
  context: ScepContext,
  bytes: Uint8Array | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const allowed = context.budget.check(request.ip);
  if (allowed.kind === 'limited') {
    reply.header('retry-after', String(allowed.retryAfterSeconds));
    return sendText(reply, 429, 'There were too many requests that failed; wait a little.');
  }
  const outcome = await answerPkiOperation(context, bytes ?? new Uint8Array(0), request.ip);
  if (outcome.kind === 'unreadable') {
    const { user, admin } = scepRefusals[outcome.code];
    return sendText(reply, 400, `${outcome.code}: ${user} ${admin}`);
  }
  return send(reply, 200, 'application/x-pki-message', outcome.message);
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return send(reply, status, 'text/plain', utf8(`${text}\n`));
}

function send(reply: FastifyReply, status: number, type: string, body: Uint8Array): FastifyReply {
  return reply.code(status).header('content-type', type).header('cache-control', 'no-store').send(Buffer.from(body));
}
