/** The addresses of web sign-ins. A window loads them, so that redirects and pages are in place here, unlike elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { alertOf, answerPage, escaped, type PageAnswer } from '#server/pages/page.ts';
import type { PlatformSso } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { noteRefusal, refuse } from '../refuse.ts';
import { authorize } from './authorize.ts';
import type { SignInPages } from './ports.ts';
import { preauthenticate } from './preauthenticate.ts';
import { showVisit, submitVisit, type VisitFacts, type VisitReply } from './visits.ts';

/** Bytes. A request object is under 3 kB; passkeys answer with some more. */
const largestForm = 64 * 1024;
const base = '/platform-sso/web-sign-in';

type Reply = VisitReply | { readonly status: 303; readonly headers: { readonly location: string } };

/** Mounts them in a scope of its own, where bodies stay bytes. */
export function mountWebSignIn(app: FastifyInstance, sso: PlatformSso, pages: () => SignInPages): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    const limit = { parseAs: 'buffer', bodyLimit: largestForm } as const;
    scope.addContentTypeParser('*', limit, (_request, body, parsed) => parsed(null, body));
    scope.get(`${base}/preauthentication`, (request, reply) => answerPreauthentication(sso, request, reply));
    const begin = answering(sso, async (request) => {
      sso.budgets.check({ address: request.ip });
      const body = request.method === 'POST' ? textOf(bodyOf(request)) : undefined;
      const location = await authorize(sso, { query: queryOf(request), body }, { ...facts(request) });
      return { status: 303, headers: { location } };
    });
    scope.get(`${base}/authorize`, begin);
    scope.post(`${base}/authorize`, { bodyLimit: largestForm }, begin);
    scope.get(
      `${base}/:id`,
      answering(sso, (request) => showVisit(sso, pages(), facts(request))),
    );
    scope.post(
      `${base}/:id`,
      { bodyLimit: largestForm },
      answering(sso, (request) => {
        const { origin, 'sec-fetch-site': fetchSite } = request.headers;
        const site = typeof fetchSite === 'string' ? fetchSite : undefined;
        return submitVisit(sso, pages(), facts(request), { body: bodyOf(request), origin, fetchSite: site });
      }),
    );
    ready();
  });
}

function answerPreauthentication(sso: PlatformSso, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('cache-control', 'no-store');
  try {
    return reply.type('application/json').send(JSON.stringify(preauthenticate(sso, queryOf(request))));
  } catch (error) {
    const { status, body } = refuse(sso, error, 'web-sign-in', facts(request));
    return reply.code(status).type('application/json').send(body);
  }
}

function answering(sso: PlatformSso, act: (request: FastifyRequest) => Promise<Reply>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return send(reply, await act(request));
    } catch (error) {
      return send(reply, refusedPage(sso, error, request));
    }
  };
}

// The window cannot go on from here: the person closes it, and the Mac begins anew.
function refusedPage(sso: PlatformSso, error: unknown, request: FastifyRequest): PageAnswer {
  const { code, facts: told } = noteRefusal(sso, error, 'web-sign-in', facts(request));
  const next = '<p>Close this window and try again.</p>';
  const content = `${alertOf(told.user)}${next}\n<p class="faint"><code>${escaped(code)}</code></p>`;
  const title = `Sign in to ${sso.settings.accountDisplayName}`;
  return answerPage({ title, problem: told.user, content }, [], told.status);
}

function send(reply: FastifyReply, answer: Reply): FastifyReply {
  reply.code(answer.status).headers({ 'cache-control': 'no-store', ...answer.headers });
  if (!('body' in answer)) return reply.header('content-length', '0').send();
  const { contentType, body } = answer;
  return reply.header('content-type', contentType).send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function facts(request: FastifyRequest): VisitFacts {
  const { id = '' } = request.params as { readonly id?: string };
  return {
    id,
    query: new URLSearchParams(queryOf(request)),
    languages: request.headers['accept-language'],
    address: request.ip,
    clientRequestId: undefined,
  };
}

function queryOf({ url }: FastifyRequest): string {
  const cut = url.indexOf('?');
  return cut < 0 ? '' : url.slice(cut + 1);
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function textOf(body: Uint8Array): string {
  const text = fromUtf8(body);
  if (text === undefined) throw new Refusal('malformed_form');
  return text;
}
