import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RequestProblem } from '#api/error.ts';
import { type Operation, successStatus } from '#api/operation.ts';
import { type OperationName, operationEntries } from '#api/operations.ts';
import { admit } from './admit.ts';
import type { Caller } from './access/access.ts';
import { type Answer, type Handlers, refused } from './answer.ts';
import type { AdminPorts } from './ports.ts';
import { refusalOfError, sendRefusal } from './refusals.ts';

/** Bodies above this are refused before they are read; some operations take more. */
const bodyLimit = 128 * 1024;
const largeBodyLimit = 16 * 1024 * 1024;
/** A log that somebody pasted, as JSON: at the worst six characters for one. */
const textBodyLimit = 6 * 1024 * 1024;
const bodyLimits: Partial<Record<OperationName, number>> = {
  importRevocationList: largeBodyLimit,
  askDoctor: textBodyLimit,
};

type AnyHandler = (request: object) => Promise<Answer<unknown>>;

/** A route for each row of the table, in a scope with the prefix `/api`. */
export function mountOperations(scope: FastifyInstance, ports: AdminPorts, handlers: Handlers<OperationName>): void {
  // JSON only: a form of another site can send text/plain without asking anyone.
  scope.removeContentTypeParser('text/plain');
  // Left unread: its reader takes it as it comes, and says how much is enough.
  scope.addContentTypeParser('application/octet-stream', (request, body, done) =>
    isUpload(request) ? done(null, body) : done(new FileUnwantedError()),
  );
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  scope.setErrorHandler((error, request, reply) => {
    const found = refusalOfError(error);
    const refusal = found.code === 'body_not_json' && isUpload(request) ? refused('body_not_file') : found;
    if (refusal.code === 'server_error') request.log.error({ err: error }, 'administration request failed');
    return sendRefusal(reply, refusal);
  });
  scope.setNotFoundHandler((_request, reply) => sendRefusal(reply, refused('route_unknown')));
  for (const [name, operation] of operationEntries) {
    mount(scope, ports, name, operation, handlers[name] as AnyHandler);
  }
}

const uploads: ReadonlySet<string> = new Set(
  operationEntries.flatMap(([, { method, path, upload }]) => (upload ? [`${method} ${path}`] : [])),
);

function isUpload({ method, routeOptions }: FastifyRequest): boolean {
  return uploads.has(`${method} ${routeOptions.url ?? ''}`);
}

class FileUnwantedError extends Error {
  override readonly name = 'FileUnwantedError';
  // Of the framework, for a type that a route does not take.
  readonly code = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
}

function mount(
  scope: FastifyInstance,
  ports: AdminPorts,
  name: OperationName,
  operation: Operation,
  handler: AnyHandler,
): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  scope.route({
    method: operation.method,
    url: operation.path.slice('/api'.length).replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: bodyLimits[name] ?? bodyLimit,
    // Before the body is read, so that a stranger cannot make us hold one.
    onRequest: async (request, reply) => {
      const outcome = await admit(ports, name, operation, request);
      if (outcome?.kind === 'refused') return sendRefusal(reply, outcome);
      if (outcome !== undefined) callers.set(request, outcome.caller);
      return undefined;
    },
    handler: (request, reply) => respond(operation, handler, request, reply, callers.get(request)),
  });
}

async function respond(
  operation: Operation,
  handler: AnyHandler,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
) {
  const parsed = parse(operation, request);
  if (parsed.kind === 'refused') return sendRefusal(reply, parsed);
  if (operation.upload && !(request.body instanceof Readable)) return sendRefusal(reply, refused('body_not_file'));
  const answer = await handler({
    ...parsed.parts,
    ...fileOf(request),
    caller,
    address: request.ip,
    requestId: request.id,
  });
  if (answer.kind === 'refused') return sendRefusal(reply, answer);
  return reply.code(successStatus(operation)).send(answer.value);
}

/** The file as it comes. A reader that has enough stops reading, and the connection stays for the answer. */
function fileOf({ body }: FastifyRequest) {
  return body instanceof Readable ? { upload: body.iterator({ destroyOnReturn: false }) } : {};
}

const places = [
  ['params', 'path'],
  ['query', 'query'],
  ['body', 'body'],
] as const;

function parse(operation: Operation, request: FastifyRequest) {
  const problems: RequestProblem[] = [];
  const parts: Record<string, unknown> = {};
  for (const [part, place] of places) {
    const result = operation[part]?.safeParse(request[part] ?? (part === 'body' ? undefined : {}));
    if (result === undefined) continue;
    if (result.success) parts[part] = result.data;
    else problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, place)));
  }
  return problems.length > 0 ? refused('request_invalid', { problems }) : ({ kind: 'parsed', parts } as const);
}

function problemsOf(issue: z.core.$ZodIssue, place: RequestProblem['in']): RequestProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ in: place, member: [...issue.path, key].join('.'), message: 'is not known' }));
  }
  return [{ in: place, member: issue.path.join('.'), message: issue.message }];
}
