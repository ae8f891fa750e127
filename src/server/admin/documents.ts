import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#api/openapi.ts';
import { operationEntries } from '#api/operations.ts';

/** The version of the contract. */
const version = '1';

const style = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th:first-child { width: 38% }
th:last-child { width: 12% }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }`;

/** `GET /api`, to read, and `GET /api/openapi.json`, for programs. Both are for anyone: they hold no secret. */
export function mountDocuments(scope: FastifyInstance): void {
  const page = operationsPage();
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`;
  const document = openApiDocument({ version, server: '/' });
  scope.get('/openapi.json', () => document);
  scope.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  );
}

function operationsPage(): string {
  const nouns = Map.groupBy(operationEntries, ([, { noun }]) => noun);
  const sections = [...nouns].map(([noun, entries]) => {
    const rows = entries.map(
      ([, { method, path, summary, role }]) =>
        `<tr><td><code>${method} ${escape(path)}</code></td><td>${escape(summary)}</td><td>${role}</td></tr>`,
    );
    return `<h2>${escape(noun)}</h2>\n<table><thead><tr><th scope="col">Request</th><th scope="col">What it does</th><th scope="col">For</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Porchlight administration interface</title><style>${style}</style></head><body><main>
<h1>Administration interface</h1>
<p>Send <code>authorization: Bearer</code> with a token; make one with <code>porchlight sign-in</code> or
<code>porchlight admin-token create</code>. Members are described in <a href="/api/openapi.json">openapi.json</a>.</p>
${sections.join('\n')}
</main></body></html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
