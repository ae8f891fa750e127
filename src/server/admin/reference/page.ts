/** The page that describes the administration interface: made of the same table as the routes, and needs no script. */
import { refusals } from '#api/error.ts';
import type { openApiDocument } from '#api/openapi.ts';
import { type OperationName, operationEntries } from '#api/operations.ts';
import { escaped } from '#server/pages/page.ts';
import { membersTable } from './members.ts';
import { type DocumentedOperation, operationSection } from './operation-section.ts';
import { style } from './style.ts';

type Document = ReturnType<typeof openApiDocument>;

/** The whole page. */
export function referencePage(document: Document): string {
  const nouns = [...Map.groupBy(operationEntries, ([, { noun }]) => noun)];
  const named = schemasOf(document);
  const schemas = Object.entries(named).toSorted(([a], [b]) => a.localeCompare(b));
  const sections = nouns.map(([noun, entries]) => {
    const operations = entries.map(([name, operation]) =>
      operationSection(name, operation, pathOf(document, name), named),
    );
    return `<section aria-labelledby="noun-${idOf(noun)}">
<h2 id="noun-${idOf(noun)}">${capital(noun)}</h2>
${operations.join('\n')}
</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Administration interface – Porchlight</title><style>${style}</style></head>
<body><a class="skip" href="#content">Skip to the content</a>
<header><strong>Porchlight</strong> <span>Administration interface</span> <a href="/api/openapi.json">openapi.json</a></header>
<div class="sides">
<nav aria-label="Operations"><details class="menu" open><summary>Contents</summary>
<ul><li><a href="#content">How to ask</a></li><li><a href="#refusals">Refusals</a></li><li><a href="#schemas">Schemas</a></li></ul>
${nouns.map(([noun, entries]) => navigationOf(noun, entries)).join('\n')}
</details></nav>
<main id="content">
${introduction(nouns.length)}
${sections.join('\n')}
${refusalSection()}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaSection(name, schema)).join('\n')}
</section>
</main></div></body></html>
`;
}

function introduction(nouns: number): string {
  return `<h1>Administration interface</h1>
<p class="lead">${operationEntries.length} operations about ${nouns} nouns. The console, the command line and the typed client use no other; the
machine-readable form of this page is <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<section aria-labelledby="how"><h2 id="how">How to ask</h2>
<p>Send JSON with a token: make one with <code>porchlight sign-in ada@example.org</code> for yourself, or with
<code>porchlight admin-token create NAME</code> for a program. Every command takes <code>--json</code> and prints the answer as it
is described here.</p>
<pre tabindex="0">curl --header "authorization: Bearer $TOKEN" https://id.example.org/api/v1/users?limit=10</pre>
<p>Lists come in pages: give the <code>next</code> of one back as <code>after</code> for the following; null on the last one. A refusal has
a stable <code>code</code> and a sentence for the person; see <a href="#refusals">all of them</a>.</p></section>`;
}

function navigationOf(noun: string, entries: readonly (readonly [OperationName, DocumentedOperation])[]): string {
  const items = entries.map(
    ([name, { summary }]) => `<li><a href="#${name}" title="${escaped(summary)}">${name}</a></li>`,
  );
  return `<h2><a href="#noun-${idOf(noun)}">${capital(noun)}</a></h2>\n<ul>${items.join('')}</ul>`;
}

function refusalSection(): string {
  const rows = Object.entries(refusals).map(
    ([code, { status, error, description }]) =>
      `<tr id="refusal-${code}"><td><code>${code}</code></td><td>${status}</td><td><code>${error}</code></td><td>${escaped(description)}</td></tr>`,
  );
  return `<section aria-labelledby="refusals"><h2 id="refusals">Refusals</h2>
<p>The body is an <a href="#schema-Error">Error</a>. Codes are never renamed.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Refusals"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Error</th><th scope="col">Sentence</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function schemaSection(name: string, schema: Readonly<Record<string, unknown>>): string {
  return `<article class="schema" id="schema-${name}"><h3>${name}</h3>${membersTable(schema, `Members of ${name}`)}</article>`;
}

function schemasOf(document: Document): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return (document['components'] as { schemas: Record<string, Record<string, unknown>> }).schemas;
}

/** The operation as the document has it. */
function pathOf(document: Document, name: OperationName): Readonly<Record<string, unknown>> {
  const paths = Object.values(document['paths'] as Record<string, Record<string, Record<string, unknown>>>);
  const found = paths.flatMap((methods) => Object.values(methods)).find(({ operationId }) => operationId === name);
  return found ?? {};
}

function idOf(noun: string): string {
  return noun.replaceAll(' ', '-');
}

function capital(noun: string): string {
  return escaped(noun.charAt(0).toUpperCase() + noun.slice(1));
}
