/** The feature's addresses: the interaction pages are ours, everything else is handed to the provider as it came. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerPage, alertOf } from '#server/pages/page.ts';
import type { OpenId, Origin } from './context.ts';
import { type InteractionAnswer, showInteraction, submitInteraction } from './interaction.ts';
import { noteRefusal, rememberAddress } from './notes.ts';
import { Refusal, refusals } from './refusal.ts';

/** Bytes. Our largest form has a name, a password and a sealed proof. */
const largestForm = 16 * 1024;

/** Mounts everything. */
export function mountOpenId(app: FastifyInstance, openid: OpenId): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    // The provider reads bodies itself.
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null, undefined));
    const forward = (request: FastifyRequest, reply: FastifyReply) => forwardTo(openid, request, reply);
    scope.get('/.well-known/openid-configuration', forward);
    scope.all('/openid/*', forward);
    ready();
  });
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestForm }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.setErrorHandler((error, request, reply) => {
      if ((error as { statusCode?: number }).statusCode !== 413) throw error;
      return refuse(openid, new Refusal('body_too_large'), request, reply);
    });
    scope.get(
      '/openid/interaction/:uid',
      answering(openid, (_openid, exchange, request) => showInteraction(openid, exchange, originOf(request))),
    );
    scope.post(
      '/openid/interaction/:uid',
      { bodyLimit: largestForm },
      answering(openid, (_openid, exchange, request) =>
        submitInteraction(openid, exchange, sentOf(request), originOf(request)),
      ),
    );
    ready();
  });
}

type Act = (
  openid: OpenId,
  exchange: Parameters<typeof showInteraction>[1],
  request: FastifyRequest,
) => Promise<InteractionAnswer>;

function answering(openid: OpenId, act: Act) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return send(reply, await act(openid, { request: request.raw, response: reply.raw }, request));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse(openid, error, request, reply);
    }
  };
}

/** As the provider's addresses are written. It reads others as the same: upper case, encoded letters. Budgets do not. */
const plainPath = /^(?:\/openid\/[a-z-]+(?:\/[\w-]+)*|\/\.well-known\/openid-configuration)$/;

async function forwardTo(openid: OpenId, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [path = ''] = request.url.split('?');
  if (!plainPath.test(path)) {
    reply.callNotFound();
    return reply;
  }
  const isDeviceCode = request.method === 'POST' && path === '/openid/device';
  if (isDeviceCode && openid.budgets.deviceCode.take(request.ip).kind === 'limited') {
    return refuse(openid, new Refusal('too_many_codes'), request, reply);
  }
  const provider = await openid.provider();
  reply.hijack();
  const { raw } = reply;
  rememberAddress(request.raw, request.ip);
  raw.setHeader('x-content-type-options', 'nosniff');
  raw.setHeader('strict-transport-security', 'max-age=31536000');
  // Addresses in answers are the issuer's, whatever a client says of the host.
  request.raw.headers.host = new URL(openid.ports.issuer).host;
  void provider.callback()(request.raw, raw);
  return reply;
}

async function refuse(
  openid: OpenId,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  noteRefusal(openid, refusal, originOf(request));
  const { status, user } = refusals[refusal.code];
  const content = `${alertOf(user)}<p class="faint"><code>${refusal.code}</code></p>`;
  const brand = await openid.ports.brand?.();
  return send(reply, answerPage({ title: 'Sign in', problem: user, content, brand }, [], status));
}

function send(reply: FastifyReply, { status, headers, contentType, body }: InteractionAnswer): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers });
  if (body === undefined) return reply.header('content-length', '0').send();
  return reply.header('content-type', contentType).send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function sentOf({ body, headers }: FastifyRequest) {
  const fetchSite = headers['sec-fetch-site'];
  return {
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    origin: headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
  };
}

function originOf({ ip, headers }: FastifyRequest): Origin {
  return { address: ip, languages: headers['accept-language'] };
}
