/**
 * The phone's way to its server. The page of the phone comes from this process, so that it is no stranger to the desk; what it
 * says to the server goes through here, over TLS by the home's root, as it is: it is signed, and names the server itself.
 */
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { largestPhoneMessage, phonePaths } from '#api/authenticator.ts';
import { readRoots } from '../../mac/open-mac.ts';
import { connectionTo } from '../../mac/server-address.ts';
import { DeskRefusal } from '../desk-refusal.ts';
import type { Playground } from '../played-mac.ts';

const carried = ['accept', 'content-type', 'authorization', 'last-event-id'];
const brought = ['content-type', 'cache-control', 'retry-after'];

/** @param onChange after a phone became somebody’s, or is no longer */
export function mountPhone(app: FastifyInstance, ground: Playground, onChange: () => void): void {
  void app.register(async (scope) => {
    // What is signed are the very bytes: nothing is parsed on the way.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestPhoneMessage }, (_request, body, done) =>
      done(null, body),
    );
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/authenticator/api/*',
      handler: async (request, reply) => {
        const status = await forward(ground, request, reply);
        if (status < 300 && changesPhones(request)) onChange();
      },
    });
    return Promise.resolve();
  });
}

function changesPhones({ method, url }: FastifyRequest): boolean {
  return (method === 'POST' && url === phonePaths.enroll) || (method === 'DELETE' && url === phonePaths.self);
}

/** @returns the status of the answer, which is on its way */
async function forward({ home, issuer }: Playground, request: FastifyRequest, reply: FastifyReply) {
  const connection = await connectionTo(issuer, home, undefined);
  const root = await readRoots(connection);
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const headers: Record<string, string> = {};
  for (const name of carried) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  if (body) headers['content-length'] = String(body.length);
  return new Promise<number>((resolve, reject) => {
    const ca = root === undefined ? {} : { ca: [...rootCertificates, root] };
    const sending = httpsRequest(new URL(request.url, issuer), { method: request.method, headers, ...ca }, (answer) => {
      const given = brought.flatMap((name) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? [[name, value] as const] : [];
      });
      reply.hijack();
      reply.raw.writeHead(answer.statusCode ?? 502, {
        ...Object.fromEntries(given),
        'x-content-type-options': 'nosniff',
      });
      answer.pipe(reply.raw);
      resolve(answer.statusCode ?? 502);
    });
    sending.on('error', () => {
      if (reply.raw.headersSent) reply.raw.destroy();
      else reject(new DeskRefusal(502, 'server_unreachable', 'The organisation’s server does not answer.'));
    });
    reply.raw.on('close', () => sending.destroy());
    sending.end(body);
  });
}
