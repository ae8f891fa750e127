/** Schemas as people read them: a line a member, with its kind in words. */
import { escaped } from '#server/pages/page.ts';

/** A JSON Schema, as far as ours go (draft 2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** How deep members of members are shown; what has a name is shown by it. */
const deepest = 3;

/** The members of a schema; one line where it has none. */
export function membersTable(schema: Schema, label: string): string {
  const rows = rowsOf(schema, '', 0);
  if (rows.length === 0) return `<p class="kind">${kindOf(schema)}${describedOf(schema)}</p>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(label)}"><table><thead><tr><th scope="col">Member</th><th scope="col">Kind</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** One line of such a table. */
export function memberRow(name: string, schema: Schema, isRequired: boolean): string {
  const mark = isRequired ? '' : ' <span class="optional">optional</span>';
  return `<tr><td><code>${escaped(name)}</code>${mark}</td><td class="kind">${kindOf(schema)}</td><td>${sentenceOf(schema)}</td></tr>`;
}

function rowsOf(schema: Schema, before: string, depth: number): string[] {
  const object = objectOf(schema);
  if (!object || depth > deepest) return [];
  const required = new Set((object['required'] as readonly string[] | undefined) ?? []);
  return Object.entries((object['properties'] ?? {}) as Record<string, Schema>).flatMap(([name, member]) => [
    memberRow(before + name, member, required.has(name)),
    ...rowsOf(member, `${before}${name}${isList(member) ? '[].' : '.'}`, depth + 1),
  ]);
}

/** The object that a schema is or is a list of, or may be beside null. */
function objectOf(schema: Schema): Schema | undefined {
  if (schema['properties'] !== undefined) return schema;
  if (isList(schema)) return objectOf(schema['items'] as Schema);
  const choices = (schema['anyOf'] as readonly Schema[] | undefined)?.filter(({ type }) => type !== 'null') ?? [];
  return choices.length === 1 && choices[0] ? objectOf(choices[0]) : undefined;
}

function isList({ type, items }: Schema): boolean {
  return type === 'array' && typeof items === 'object';
}

/** What kind of value it is, as HTML. */
export function kindOf(schema: Schema): string {
  const { $ref, enum: values, const: only, anyOf, oneOf, allOf, type, items, format } = schema;
  if (typeof $ref === 'string') return referenceTo($ref);
  if (Array.isArray(values)) return values.map((value) => `<code>${escaped(String(value))}</code>`).join(' or ');
  if (only !== undefined) return `<code>${escaped(JSON.stringify(only))}</code>`;
  const choices = (anyOf ?? oneOf) as readonly Schema[] | undefined;
  if (choices) return choices.map(kindOf).join(' or ');
  if (Array.isArray(allOf)) return (allOf as readonly Schema[]).map(kindOf).join(' and ');
  if (type === 'array') return `list of ${kindOf((items ?? {}) as Schema)}`;
  if (typeof type !== 'string') return 'anything';
  if (format === 'date-time') return 'moment';
  return escaped(typeof format === 'string' ? `${type}, ${format}` : type);
}

function referenceTo(reference: string): string {
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
}

const boundWords = [
  ['minimum', 'at least'],
  ['maximum', 'at most'],
  ['maxLength', 'at most', 'characters'],
  ['maxItems', 'at most', 'items'],
  ['default', 'unless given:'],
] as const;

function sentenceOf(schema: Schema): string {
  const { description } = schema;
  const bounds = boundWords.flatMap(([key, words, unit = '']) => {
    const value = schema[key];
    if (value === undefined || (typeof value === 'number' && Math.abs(value) >= 2 ** 31)) return [];
    const shown = escaped(typeof value === 'string' ? value : JSON.stringify(value));
    return [`${words} ${key === 'default' ? `<code>${shown}</code>` : shown} ${unit}`.trim()];
  });
  const limits = bounds.length === 0 ? '' : ` <span class="bounds">${bounds.join(', ')}</span>`;
  return `${typeof description === 'string' ? wordsOf(description) : ''}${limits}`;
}

function describedOf(schema: Schema): string {
  const sentence = sentenceOf(schema);
  return sentence === '' ? '' : `. ${sentence}`;
}

/** A description with its `code`. */
export function wordsOf(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
