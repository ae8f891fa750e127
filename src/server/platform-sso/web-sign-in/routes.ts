/** The addresses of web sign-ins. A window loads them, so that redirects and pages are in place here, unlike elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformSso } from '../context.ts';
import { refuse } from '../refuse.ts';
import { answeringPages, bodyOf, pageScope, queryOf, textOf } from '../window-pages.ts';
import { authorize } from './authorize.ts';
import type { SignInPages } from './ports.ts';
import { preauthenticate } from './preauthenticate.ts';
import { showVisit, submitVisit, type VisitFacts } from './visits.ts';

const base = '/platform-sso/web-sign-in';

/** Mounts them in a scope of its own, where bodies stay bytes. */
export function mountWebSignIn(app: FastifyInstance, sso: PlatformSso, pages: () => SignInPages): void {
  pageScope(app, (scope) => {
    scope.get(`${base}/preauthentication`, (request, reply) => answerPreauthentication(sso, request, reply));
    const begin = answeringPages(sso, 'web-sign-in', async (request) => {
      sso.budgets.check({ address: request.ip });
      const body = request.method === 'POST' ? textOf(bodyOf(request)) : undefined;
      const location = await authorize(sso, { query: queryOf(request), body }, { ...facts(request) });
      return { status: 303, headers: { location } };
    });
    scope.get(`${base}/authorize`, begin);
    scope.post(`${base}/authorize`, begin);
    scope.get(
      `${base}/:id`,
      answeringPages(sso, 'web-sign-in', (request) => showVisit(sso, pages(), facts(request))),
    );
    scope.post(
      `${base}/:id`,
      answeringPages(sso, 'web-sign-in', (request) => {
        const { origin, 'sec-fetch-site': fetchSite } = request.headers;
        const site = typeof fetchSite === 'string' ? fetchSite : undefined;
        return submitVisit(sso, pages(), facts(request), { body: bodyOf(request), origin, fetchSite: site });
      }),
    );
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
