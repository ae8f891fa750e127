/** One operation: what it is asked with, what it answers, why it refuses, and its command. */
import { commandLines } from '#api/command-lines.ts';
import { type RefusalCode, refusals } from '#api/error.ts';
import { refusalCodesOf } from '#api/openapi.ts';
import { type Operation, successStatus } from '#api/operation.ts';
import type { OperationName } from '#api/operations.ts';
import { escaped } from '#server/pages/page.ts';
import { kindOf, memberRow, membersTable, type Schema, wordsOf } from './members.ts';

/** An operation of the table. */
export type DocumentedOperation = Operation;

const access = {
  admin: 'Administrators',
  auditor: 'Administrators and auditors',
  self: 'Every holder of a token',
  public: 'Anyone',
} as const;

/** Schemas with a name. */
export type Schemas = Readonly<Record<string, Schema>>;

type Described = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}

/** Its part of the page; `described` is the operation as the OpenAPI document has it. */
export function operationSection(
  name: OperationName,
  operation: DocumentedOperation,
  described: Readonly<Record<string, unknown>>,
  schemas: Schemas,
): string {
  const { method, path, summary, role } = operation;
  const command = commandLines[name];
  return `<article class="operation" id="${name}">
<h3>${wordsOf(summary)} <a class="anchor" href="#${name}" aria-label="Link to ${name}">#</a></h3>
<p class="request"><span class="method" data-method="${method}">${method}</span> <code>${pathOf(path)}</code></p>
<dl class="facts"><dt>Name</dt><dd><code>${name}</code></dd><dt>For</dt><dd>${access[role]}</dd>
${command === undefined ? '' : `<dt>Command</dt><dd><code>${escaped(`porchlight ${command}`)}</code></dd>`}</dl>
${parametersOf(name, described)}
${bodyOf(name, operation, described, schemas)}
${answerOf(name, operation, described, schemas)}
${refusalsOf(operation)}
</article>`;
}

function pathOf(path: string): string {
  return escaped(path).replace(/\{(\w+)\}/g, '<var>{$1}</var>');
}

function parametersOf(name: string, described: Readonly<Record<string, unknown>>): string {
  const parameters = (described['parameters'] ?? []) as readonly Parameter[];
  if (parameters.length === 0) return '';
  const rows = parameters.map((one) =>
    memberRow(one.in === 'query' ? `?${one.name}` : one.name, one.schema, one.required),
  );
  return `<h4>Parameters</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Parameters of ${name}"><table><thead><tr><th scope="col">Member</th><th scope="col">Kind</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function bodyOf(name: string, { body, upload }: Operation, described: Described, schemas: Schemas): string {
  if (upload) return '<h4>Body</h4><p>The file as it is, as <code>application/octet-stream</code>.</p>';
  if (body === undefined) return '';
  const { content } = described['requestBody'] as { content: Record<string, { schema: Schema }> };
  return shown(content, { heading: 'Body', label: `Body of ${name}` }, schemas);
}

function answerOf(name: string, operation: Operation, described: Described, schemas: Schemas): string {
  const status = successStatus(operation);
  if (operation.response === undefined) return `<h4>Answer ${status}</h4><p>Without a body.</p>`;
  const responses = described['responses'] as Record<string, { content: Record<string, { schema: Schema }> }>;
  const heading = `Answer ${status}`;
  return shown(responses[status]?.content ?? {}, { heading, label: `Answer of ${name}` }, schemas);
}

/** A schema by its members; by its name, too, where it has one. */
function shown(
  content: Readonly<Record<string, { readonly schema: Schema }>>,
  { heading, label }: { readonly heading: string; readonly label: string },
  schemas: Schemas,
): string {
  const schema = content['application/json']?.schema ?? {};
  const reference = schema['$ref'];
  const named = typeof reference === 'string' ? schemas[reference.split('/').at(-1) ?? ''] : undefined;
  const name = named === undefined ? '' : `: ${kindOf(schema)}`;
  return `<h4>${heading}${name}</h4>\n${membersTable(named ?? schema, label)}`;
}

/** Its own with their sentences; those that many operations have by their codes. */
function refusalsOf(operation: Operation): string {
  const own = new Set<RefusalCode>(operation.refusals);
  const rows = [...own].map(
    (code) => `<li><code>${code}</code> ${refusals[code].status}: ${escaped(refusals[code].description)}</li>`,
  );
  const others = refusalCodesOf(operation).filter((code) => !own.has(code));
  const links = others.map((code) => `<a href="#refusal-${code}"><code>${code}</code></a>`);
  return `<h4>Refusals</h4>
${rows.length === 0 ? '' : `<ul class="refusals">${rows.join('\n')}</ul>`}
<p class="others">${rows.length === 0 ? 'Those of every such operation' : 'And those of every such operation'}: ${links.join(', ')}</p>`;
}
