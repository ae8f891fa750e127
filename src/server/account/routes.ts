/** `/account/...`: every address of the person's own pages. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerPage } from '#server/pages/page.ts';
import type { Account } from './account-ports.ts';
import { type AccountAnswer, refusedPage } from './answer.ts';
import { type AccountRequest, callOf } from './call.ts';
import { noteRefusal, type Place, showPage, signOut, submitPage } from './front.ts';
import { buttonLink } from './markup.ts';
import type { AccountPage } from './page.ts';
import { Refusal } from './refusal.ts';
import { texts } from './texts.ts';
import { signIn } from './visit.ts';

/** Bytes. Our largest form carries what a passkey says of itself. */
const largestForm = 32 * 1024;

type Pages = ReadonlyMap<string, AccountPage>;

/** Mounts everything. Pages by their names in addresses; the first page has none. */
export function mountAccount(app: FastifyInstance, account: Account, pages: Pages): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestForm }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.setErrorHandler((error, request, reply) => {
      if ((error as { statusCode?: number }).statusCode !== 413) throw error;
      return refuse(account, new Refusal('body_too_large'), request, reply);
    });
    const answering = (answer: (request: FastifyRequest) => Promise<AccountAnswer>) => answerer(account, answer);
    scope.get(
      '/account',
      answering((request) => showPage(account, requestOf(request), placeOf(pages, ''))),
    );
    scope.post(
      '/account',
      answering((request) => submitPage(account, requestOf(request), placeOf(pages, ''), sentOf(request))),
    );
    scope.get(
      '/account/sign-in',
      answering((request) => signIn(account, requestOf(request), aimOf(pages, request))),
    );
    scope.post(
      '/account/sign-in',
      answering((request) => signIn(account, requestOf(request), aimOf(pages, request), sentOf(request))),
    );
    scope.post(
      '/account/sign-out',
      answering((request) => signOut(account, requestOf(request), sentOf(request))),
    );
    scope.get(
      '/account/signed-out',
      answering(() => signedOutPage(account)),
    );
    scope.get<{ Params: { page: string } }>(
      '/account/:page',
      answering((request) => showPage(account, requestOf(request), placeOf(pages, nameOf(request)))),
    );
    scope.post<{ Params: { page: string } }>(
      '/account/:page',
      answering((request) => submitPage(account, requestOf(request), placeOf(pages, nameOf(request)), sentOf(request))),
    );
    ready();
  });
}

function answerer(account: Account, answer: (request: FastifyRequest) => Promise<AccountAnswer>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return send(reply, await answer(request));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse(account, error, request, reply);
    }
  };
}

async function refuse(
  account: Account,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const call = await callOf(account, requestOf(request));
  noteRefusal(account, refusal, request.ip, call?.user.id);
  return send(reply, refusedPage(refusal, await account.ports.brand?.()));
}

function send(reply: FastifyReply, answer: AccountAnswer): FastifyReply {
  reply.code(answer.status).header('cache-control', 'no-store');
  for (const cookie of answer.cookies ?? []) reply.header('set-cookie', cookie);
  if ('location' in answer) return reply.headers({ location: answer.location, 'content-length': '0' }).send();
  const { headers, contentType, body } = answer;
  reply.headers({ ...headers }).header('content-type', contentType);
  return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

/** @throws {Refusal} `page_unknown` */
function placeOf(pages: Pages, name: string): Place {
  const page = pages.get(name);
  if (!page) throw new Refusal('page_unknown');
  return { name, page };
}

/** Where a sign-in leads: to a page of ours only. */
function aimOf(pages: Pages, request: FastifyRequest) {
  const next = queryOf(request).get('next') ?? '';
  return { next: pages.has(next) ? next : '' };
}

function nameOf(request: FastifyRequest): string {
  const { page } = request.params as { readonly page: string };
  // The first page has an address of its own.
  return page === '' ? '-' : page;
}

function requestOf(request: FastifyRequest): AccountRequest {
  const { cookie, 'accept-language': languages, 'user-agent': userAgent } = request.headers;
  return { cookie, address: request.ip, query: queryOf(request), languages, userAgent };
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function sentOf({ body, headers }: FastifyRequest) {
  const fetchSite = headers['sec-fetch-site'];
  return {
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    origin: headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
  };
}

async function signedOutPage({ ports }: Account): Promise<AccountAnswer> {
  const { title, hint } = texts.signedOut;
  const content = `<p class="faint">${hint}</p>\n${buttonLink('/account', texts.signIn)}`;
  return answerPage({ title, content, look: 'account', brand: await ports.brand?.() });
}
