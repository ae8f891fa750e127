/** `/console/sign-in` and `/console/events`. Everything else at `/console` is files of the app. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { consoleEvents } from '#api/console.ts';
import { recogniseCookie } from './admission.ts';
import type { ConsoleStreams } from './events/streams.ts';
import type { ConsolePorts } from './ports.ts';
import { type ConsoleAnswer, type PageRequest, signIn } from './visit.ts';

/** Bytes: an answer of a passkey is the largest. */
const largestForm = 32 * 1024;

/** Mounts them, in a scope of their own. */
export function mountConsole(app: FastifyInstance, ports: ConsolePorts, streams: ConsoleStreams): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestForm }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.addHook('preClose', async () => streams.close());
    scope.get('/console/sign-in', async (request, reply) => send(reply, await signIn(ports, requestOf(request))));
    scope.post('/console/sign-in', async (request, reply) =>
      send(reply, await signIn(ports, requestOf(request), sentOf(request))),
    );
    scope.get(consoleEvents, (request, reply) => stream(ports, streams, request, reply));
    ready();
  });
}

/** The browser sends no header of ours here, so that what it says of the request, and the cookie, must do. */
async function stream(
  ports: ConsolePorts,
  streams: ConsoleStreams,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return refuse(reply, 403, 'console_request_foreign');
  const isAdmitted = async () => (await recogniseCookie(ports, headers.cookie, false)).kind === 'admitted';
  if (!(await isAdmitted())) return refuse(reply, 401, 'console_session_ended');
  const events = streams.open(isAdmitted);
  if (events === undefined) return refuse(reply, 503, 'events_limited');
  return reply.header('x-accel-buffering', 'no').type('text/event-stream').send(events);
}

const words = {
  console_request_foreign: 'The request does not come from the console.',
  console_session_ended: 'The session of the console has ended.',
  events_limited: 'Too many consoles are open at this server.',
} as const;

function refuse(reply: FastifyReply, status: number, code: keyof typeof words): FastifyReply {
  return reply.code(status).send({ error: 'access_denied', code, error_description: words[code] });
}

function send(reply: FastifyReply, answer: ConsoleAnswer): FastifyReply {
  // As on the pages of the app: a window of it that signs in stays the one that the app has opened, and can close.
  reply.code(answer.status).headers({ 'cache-control': 'no-store', 'cross-origin-opener-policy': 'same-origin' });
  for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
  if ('location' in answer) return reply.headers({ location: answer.location, 'content-length': '0' }).send();
  const { headers, contentType, body } = answer;
  reply.headers({ ...headers }).header('content-type', contentType);
  return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function requestOf({ headers, ip, url }: FastifyRequest): PageRequest {
  const at = url.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  return {
    cookie: headers.cookie,
    address: ip,
    query,
    languages: headers['accept-language'],
    userAgent: headers['user-agent'],
  };
}

function sentOf({ body, headers }: FastifyRequest) {
  const fetchSite = headers['sec-fetch-site'];
  return {
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    origin: headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
  };
}
