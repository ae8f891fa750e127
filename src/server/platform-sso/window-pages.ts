/** What the pages have in common that a Mac opens in a window: redirects and pages are in place here, unlike elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { alertOf, answerPage, escaped, type PageAnswer } from '#server/pages/page.ts';
import type { PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';
import { noteRefusal } from './refuse.ts';

/** Bytes. A request object is under 3 kB; passkeys answer with some more. */
const largestForm = 64 * 1024;

type Reply = PageAnswer | { readonly status: 302 | 303; readonly headers: Readonly<Record<string, string>> };

/** A scope of its own, where bodies stay bytes. */
export function pageScope(app: FastifyInstance, mount: (scope: FastifyInstance) => void): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    const limit = { parseAs: 'buffer', bodyLimit: largestForm } as const;
    scope.addContentTypeParser('*', limit, (_request, body, parsed) => parsed(null, body));
    mount(scope);
    ready();
  });
}

/** Answers with what an act gives, or with the page of a refusal. `purpose` names the audit event. */
export function answeringPages(sso: PlatformSso, purpose: string, act: (request: FastifyRequest) => Promise<Reply>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return send(reply, await act(request));
    } catch (error) {
      return send(reply, refusedPage(sso, error, purpose, request));
    }
  };
}

// The window cannot go on from here: the person closes it, and the Mac begins anew.
function refusedPage(sso: PlatformSso, error: unknown, purpose: string, request: FastifyRequest): PageAnswer {
  const origin = { address: request.ip, clientRequestId: undefined };
  const { code, facts: told } = noteRefusal(sso, error, purpose, origin);
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

/** The query as it came. */
export function queryOf({ url }: FastifyRequest): string {
  const cut = url.indexOf('?');
  return cut < 0 ? '' : url.slice(cut + 1);
}

/** The body as bytes. */
export function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

/** The body as text. @throws {Refusal} `malformed_form` */
export function textOf(body: Uint8Array): string {
  const text = fromUtf8(body);
  if (text === undefined) throw new Refusal('malformed_form');
  return text;
}
