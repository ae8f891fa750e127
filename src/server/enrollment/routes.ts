/** The feature's addresses on the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deviceInfoHeader, largestSignedMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { answerMachineInfo } from './answer-machine-info.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { type EnrollmentAddress, recogniseEnrollment } from './enrollment-urls.ts';
import { profileBeforeEnrollment } from './platform-sso-first.ts';
import { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { showSignIn, submitSignIn } from './sign-in/sign-in.ts';
import { openWebView } from './web-view.ts';

/** Bytes of a form: a name, a password and a token. */
const largestForm = 16 * 1024;

/** Mounts `/enroll/...` and `/enrollment/...` in a scope of its own, so that even errors of the framework are answered here. */
export function mountEnrollment(app: FastifyInstance, enrollment: EnrollmentContext): void {
  app.register((scope, _options, ready) => {
    // What a body is, its first byte says: Apple's documentation and Apple's devices name different types.
    scope.removeAllContentTypeParsers();
    const limit = { parseAs: 'buffer', bodyLimit: largestSignedMachineInfo } as const;
    scope.addContentTypeParser('*', limit, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => send(reply, refused(enrollment, error, request)));
    mountRequests(scope, enrollment);
    mountSignIn(scope, enrollment);
    ready();
  });
}

function mountRequests(scope: FastifyInstance, enrollment: EnrollmentContext): void {
  scope.post<{ Params: { secret: string } }>(
    '/enroll/:secret',
    { bodyLimit: largestSignedMachineInfo },
    answering(enrollment, (request, origin) => {
      const address = addressOf(enrollment, request.params.secret);
      return answerMachineInfo(enrollment, { address, body: bodyOf(request), accessToken: bearerOf(request) }, origin);
    }),
  );
  scope.get<{ Params: { secret: string } }>(
    '/enroll/:secret/web',
    answering(enrollment, async ({ params, headers }) =>
      openWebView(enrollment, addressOf(enrollment, params.secret), textOf(headers[deviceInfoHeader])),
    ),
  );
}

function mountSignIn(scope: FastifyInstance, enrollment: EnrollmentContext): void {
  scope.get<{ Params: { id: string } }>(
    '/enrollment/profile/:id',
    answering(enrollment, ({ params }) => profileBeforeEnrollment(enrollment, params.id)),
  );
  scope.get<{ Params: { id: string } }>(
    '/enrollment/sign-in/:id',
    answering(enrollment, ({ params, url }, origin) =>
      showSignIn(enrollment, params.id, origin, new URL(url, 'https://here').searchParams),
    ),
  );
  scope.post<{ Params: { id: string } }>(
    '/enrollment/sign-in/:id',
    { bodyLimit: largestForm },
    answering(enrollment, (request, origin) => {
      const { origin: sentFrom, 'sec-fetch-site': fetchSite } = request.headers;
      const sent = { body: bodyOf(request), origin: sentFrom, fetchSite: textOf(fetchSite) };
      return submitSignIn(enrollment, request.params.id, sent, origin);
    }),
  );
}

type Handler<Request> = (request: Request, reply: FastifyReply) => Promise<FastifyReply>;

function answering<Request extends FastifyRequest>(
  enrollment: EnrollmentContext,
  act: (request: Request, origin: Origin) => Promise<Answer>,
): Handler<Request> {
  return async (request, reply) => {
    try {
      return send(reply, await act(request, originOf(request)));
    } catch (error) {
      return send(reply, refused(enrollment, error, request));
    }
  };
}

function addressOf({ key }: EnrollmentContext, secret: string): EnrollmentAddress {
  const address = recogniseEnrollment(key, secret);
  if (address === undefined) throw new Refusal('enrollment_url_unknown');
  return address;
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function refused(enrollment: EnrollmentContext, error: unknown, request: FastifyRequest): Answer {
  return refuse(enrollment, error, originOf(request), (fault) =>
    request.log.error({ err: fault }, 'a request to enroll failed'),
  );
}

function send(reply: FastifyReply, { status, contentType, body, headers }: Answer): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers });
  if (body === undefined) return reply.header('content-length', '0').send();
  // Set as a header: `type()` may add a charset, and Setup Assistant compares the type whole.
  if (contentType !== undefined) reply.header('content-type', contentType);
  return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, languages: request.headers['accept-language'] };
}
