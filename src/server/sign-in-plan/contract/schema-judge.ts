/** Holds what is rendered against Apple's schema, key by key. */
import { isPlistDictionary, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import keys from '#test/vectors/apple/sign-in-keys.json' with { type: 'json' };

/** A key of Apple's schema. `ANY` as the last part of a path stands for any key. */
export interface SchemaKey {
  readonly path: string;
  readonly type: string;
  readonly required?: boolean;
  /** The first macOS, where the schema says. */
  readonly introduced?: string;
  readonly values?: readonly (string | number)[];
  readonly items?: string;
  readonly range?: { readonly min?: number };
}

/** Apple's tables by name. */
export const schemas = keys as Readonly<Record<keyof typeof keys, readonly SchemaKey[]>>;

/** A key that was rendered: its path, and what is wrong with it. */
export interface Judgement {
  readonly path: string;
  readonly problem: string | undefined;
}

/** Judges every key of a dictionary, those within dictionaries too. */
export function judge(
  dictionary: Readonly<Record<string, PlistValue>>,
  table: readonly SchemaKey[],
  under = '',
): readonly Judgement[] {
  const missing = table
    .filter(({ path, required }) => required && parentOf(path) === under && !(nameOf(path) in dictionary))
    .map(({ path }) => ({ path, problem: 'missing' }));
  return [...missing, ...Object.entries(dictionary).flatMap(([name, value]) => judgeMember(under, name, value, table))];
}

function judgeMember(under: string, name: string, value: PlistValue, table: readonly SchemaKey[]): Judgement[] {
  const path = under + name;
  const key = table.find((one) => one.path === path) ?? table.find((one) => one.path === `${under}ANY`);
  if (key === undefined) return [{ path, problem: 'not in the schema' }];
  const own = { path, problem: problemOf(value, key) };
  if (key.type === 'any') return [own];
  if (Array.isArray(value)) {
    const inner = value.flatMap((item: PlistValue) =>
      isPlistDictionary(item) ? judge(item, table, `${path}[].`) : [],
    );
    return [own, ...inner];
  }
  return isPlistDictionary(value) ? [own, ...judge(value, table, `${path}.`)] : [own];
}

function problemOf(value: PlistValue, { type, values, items, range }: SchemaKey): string | undefined {
  if (type !== 'any' && typeOf(value) !== type) return `is ${typeOf(value)}, not ${type}`;
  const parts: readonly PlistValue[] = Array.isArray(value) ? value : [value];
  const alien = items !== undefined && parts.some((part) => items !== 'any' && typeOf(part) !== items);
  if (alien) return `has items that are not ${items}`;
  if (values !== undefined && !parts.every((part) => values.includes(part as string))) {
    return `has ${JSON.stringify(value)}`;
  }
  if (range?.min !== undefined && Number(value) < range.min) return `is under ${range.min}`;
  return undefined;
}

function typeOf(value: PlistValue): string {
  if (value instanceof Uint8Array) return 'data';
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'real';
  return typeof value === 'object' ? 'dictionary' : typeof value;
}

function parentOf(path: string): string {
  return path.slice(0, path.length - nameOf(path).length);
}

function nameOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}
