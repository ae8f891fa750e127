import type { FastifyReply } from 'fastify';
import { type ApiErrorBody, refusals } from '#api/error.ts';
import { type Refused, refused } from './answer.ts';

/** Answers no, in the one shape. */
export function sendRefusal(reply: FastifyReply, refusal: Refused): FastifyReply {
  const { status, error, description } = refusals[refusal.code];
  const { problems, adminDescription, retryAfterSeconds } = refusal;
  if (status === 401 && refusal.code !== 'sign_in_refused') reply.header('www-authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  const body: ApiErrorBody = {
    error,
    code: refusal.code,
    error_description: description,
    ...(adminDescription === undefined ? {} : { admin_description: adminDescription }),
    ...(problems === undefined ? {} : { problems: [...problems] }),
  };
  return reply.code(status).send(body);
}

const codes: Readonly<Record<string, Refused>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: refused('body_too_large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refused('body_not_json'),
  FST_ERR_CTP_EMPTY_JSON_BODY: refused('body_malformed'),
  FST_ERR_CTP_INVALID_JSON_BODY: refused('body_malformed'),
  malformed_cursor: refused('cursor_unknown'),
  busy: refused('server_busy', { retryAfterSeconds: 1 }),
  store_unavailable: refused('store_unavailable', { retryAfterSeconds: 1 }),
};

/** What was thrown, as a refusal: by its literal code, else by the status that the framework gave it. */
export function refusalOfError(error: unknown): Refused {
  if (!(error instanceof Error)) return refused('server_error');
  const known = 'code' in error && typeof error.code === 'string' ? codes[error.code] : undefined;
  if (known !== undefined) return known;
  if (error instanceof SyntaxError) return refused('body_malformed');
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return refused(typeof status === 'number' && status < 500 ? 'request_malformed' : 'server_error');
}
