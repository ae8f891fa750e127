/** The feature's addresses on the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { largestSignedMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { answerMachineInfo } from './answer-machine-info.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { type EnrollmentAddress, recogniseEnrollment } from './enrollment-urls.ts';
import { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** Mounts `/enroll/...` in a scope of its own, so that even errors of the framework are answered here. */
export function mountEnrollment(app: FastifyInstance, enrollment: EnrollmentContext): void {
  app.register((scope, _options, ready) => {
    // What a body is, its first byte says: Apple's documentation and Apple's devices name different types.
    scope.removeAllContentTypeParsers();
    const limit = { parseAs: 'buffer', bodyLimit: largestSignedMachineInfo } as const;
    scope.addContentTypeParser('*', limit, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => send(reply, refused(enrollment, error, request)));
    scope.post<{ Params: { secret: string } }>(
      '/enroll/:secret',
      { bodyLimit: largestSignedMachineInfo },
      answering(enrollment, (request, origin) =>
        answerMachineInfo(
          enrollment,
          { address: addressOf(enrollment, request.params.secret), body: bodyOf(request) },
          origin,
        ),
      ),
    );
    ready();
  });
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

function send(reply: FastifyReply, { status, contentType, body }: Answer): FastifyReply {
  // Set as a header: `type()` may add a charset, and Setup Assistant compares the type whole.
  reply.code(status).headers({ 'cache-control': 'no-store', 'content-type': contentType });
  return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function originOf(request: FastifyRequest): Origin {
  return { address: request.ip };
}
