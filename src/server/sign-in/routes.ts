/** Where pages listen until an authenticator has answered: server-sent events (WHATWG HTML section 9.2). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignInContext } from './context.ts';
import { openWaiting } from './wait.ts';

/** Connections of one network address at most: each costs a question to the store now and then. */
const mostOfAddress = 50;

/** Mounts `/sign-in/wait/...`. */
export function mountWaiting(app: FastifyInstance, context: SignInContext): void {
  const open = new Map<string, number>();
  app.get<{ Params: { waiting: string } }>('/sign-in/wait/:waiting', async (request, reply) => {
    const waiting = openWaiting(context.ports.sealer, request.params.waiting);
    if (!waiting || waiting.until <= context.ports.clock.now()) return reply.code(204).send();
    const count = open.get(request.ip) ?? 0;
    if (count >= mostOfAddress) return reply.code(429).send();
    open.set(request.ip, count + 1);
    try {
      return await tellWhenAnswered(context, waiting.requestId, request, reply);
    } finally {
      const left = (open.get(request.ip) ?? 1) - 1;
      if (left > 0) open.set(request.ip, left);
      else open.delete(request.ip);
    }
  });
}

async function tellWhenAnswered(
  { ports }: SignInContext,
  requestId: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController();
  request.raw.once('close', () => gone.abort());
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  raw.write(': waiting\n\n');
  try {
    await ports.numberMatching?.waitFor(requestId, gone.signal);
    if (!gone.signal.aborted) raw.write('event: changed\ndata: {}\n\n');
  } catch (error) {
    request.log.error({ err: error }, 'waiting for an authenticator failed');
  }
  raw.end();
  return reply;
}
