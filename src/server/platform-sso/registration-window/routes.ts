/** The addresses of registration windows. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PlatformSso } from '../context.ts';
import { answeringPages, bodyOf, pageScope, queryOf } from '../window-pages.ts';
import type { SignInPages } from '../web-sign-in/ports.ts';
import { openWindow, showWindow, submitWindow, type WindowFacts } from './visits.ts';
import { windowLife } from './windows.ts';

const base = '/platform-sso/registration-window';
const cookieName = '__Secure-porchlight-window';
const purpose = 'registration-window';

/** Mounts them. */
export function mountRegistrationWindow(app: FastifyInstance, sso: PlatformSso, pages: () => SignInPages): void {
  pageScope(app, (scope) => {
    scope.get(
      base,
      answeringPages(sso, purpose, async (request) => {
        sso.budgets.check({ address: request.ip });
        const { address, cookie } = await openWindow(sso, queryOf(request));
        // Lax, and no stricter: the window may have come from elsewhere, such as a certificate's address.
        const attributes = `Path=${new URL(address).pathname}; Max-Age=${windowLife / 1000}; Secure; HttpOnly; SameSite=Lax`;
        const headers = { location: address, 'set-cookie': `${cookieName}=${cookie}; ${attributes}` };
        return { status: 303, headers };
      }),
    );
    scope.get(
      `${base}/:id`,
      answeringPages(sso, purpose, (request) => showWindow(sso, pages(), facts(request))),
    );
    scope.post(
      `${base}/:id`,
      answeringPages(sso, purpose, (request) => {
        const { origin, 'sec-fetch-site': fetchSite } = request.headers;
        const site = typeof fetchSite === 'string' ? fetchSite : undefined;
        return submitWindow(sso, pages(), facts(request), { body: bodyOf(request), origin, fetchSite: site });
      }),
    );
  });
}

function facts(request: FastifyRequest): WindowFacts {
  const { id = '' } = request.params as { readonly id?: string };
  return {
    id,
    cookie: cookieOf(request),
    query: new URLSearchParams(queryOf(request)),
    languages: request.headers['accept-language'],
    address: request.ip,
    clientRequestId: undefined,
  };
}

function cookieOf({ headers }: FastifyRequest): string {
  const cookies = (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('='));
  return cookies.find(([name]) => name === cookieName)?.[1] ?? '';
}
