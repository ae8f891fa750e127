/** The HTTPS listener: what every route shares. Features mount their own routes on it. */
import fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';

/** What the listener needs. */
export interface HttpServerOptions {
  readonly keyPem: string;
  readonly certificateChainPem: string;
  readonly logger: Logger;
  /** Whether `x-forwarded-for` of a proxy in front is believed. */
  readonly trustProxy: boolean;
  /** Milliseconds that requests under way have to end in when the server is closed. */
  readonly graceAtClose?: number;
}

/** Forms and JSON above this many bytes are refused; the largest honest message is about 12 kB. */
const bodyLimit = 64 * 1024;

/** Makes a server with no routes but `/health`. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const app = fastify({
    https: { key: options.keyPem, cert: options.certificateChainPem, maxHeaderSize: 32 * 1024 },
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 400 },
    trustProxy: options.trustProxy,
    bodyLimit,
    keepAliveTimeout: 75_000,
    requestTimeout: 30_000,
  }) as unknown as FastifyInstance;
  // Forms stay text: Macs leave "+" literal, which an ordinary form decoder would damage.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  // Browsers connect before they ask, and keep such connections for minutes: they are no reason to stay.
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), options.graceAtClose ?? 5000).unref();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status =
      error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) request.log.error({ err: error }, 'a request failed');
    return reply.code(status).send(problemOf(status, error.code));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(problemOf(404, undefined)));
  app.get('/health', (_request, reply) => reply.send({ status: 'ok' }));
  return app;
}

function problemOf(status: number, code: string | undefined) {
  if (status === 404)
    return { error: 'not_found', code: 'no_such_address', error_description: 'There is nothing at this address.' };
  if (status === 413)
    return { error: 'invalid_request', code: 'body_too_large', error_description: 'The message is too large.' };
  if (status === 500)
    return {
      error: 'server_error',
      code: 'internal_error',
      error_description: 'Something went wrong here. Please try again.',
    };
  const known = code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? 'unsupported_media_type' : 'malformed_body';
  return { error: 'invalid_request', code: known, error_description: 'The message cannot be read.' };
}
