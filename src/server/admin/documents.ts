import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#api/openapi.ts';
import { referencePage } from './reference/page.ts';
import { style } from './reference/style.ts';

/** The version of the contract. */
const version = '1';

/** `GET /api`, to read, and `GET /api/openapi.json`, for programs. Both are for anyone: they hold no secret. */
export function mountDocuments(scope: FastifyInstance): void {
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const document = openApiDocument({ version, server: '/' });
  // Made when somebody first reads it: most servers never show it.
  let page: string | undefined;
  scope.get('/openapi.json', () => document);
  scope.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .send((page ??= referencePage(document))),
  );
}
