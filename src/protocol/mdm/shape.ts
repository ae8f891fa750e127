/**
 * Shapes: which keys a dictionary of MDM has, of which types. One shape gives the TypeScript type, the reader and the
 * writer, so that the three cannot differ. Keys keep the wire's spelling. Keys that a shape does not know are passed over
 * by {@link readShape} and found by {@link unknownKeys}.
 */
import { isPlistDictionary, type PlistDictionary, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import { MdmError } from './mdm-error.ts';

/** How one key is read. `isOptional` tells the type of a shape which members may be absent. */
export interface Field<T, Optional extends boolean = boolean> {
  readonly isOptional: Optional;
  /** @throws {MdmError} `malformed_key` with `path` in the message */
  read(value: PlistValue, path: string): T;
}

/** Keys and how they are read. */
export type Shape = Readonly<Record<string, Field<unknown>>>;

type TypeOf<F> = F extends Field<infer T> ? T : never;

/** What a dictionary of this shape holds. */
export type Shaped<S extends Shape> = {
  readonly [K in keyof S as S[K] extends Field<unknown, false> ? K : never]: TypeOf<S[K]>;
} & {
  readonly [K in keyof S as S[K] extends Field<unknown, false> ? never : K]?: TypeOf<S[K]> | undefined;
};

function field<T>(what: string, accept: (value: PlistValue) => T | undefined): Field<T, false> {
  return {
    isOptional: false,
    read(value, path) {
      const read = accept(value);
      if (read === undefined) throw new MdmError('malformed_key', `${path} is not ${what}`);
      return read;
    },
  };
}

/** A string without U+0000, which no store takes. */
export const text: Field<string, false> = field('a string', (value) =>
  typeof value === 'string' && !value.includes('\0') ? value : undefined,
);

/** A string that is not empty: an identifier. */
export const identifier: Field<string, false> = field('a string with characters', (value) =>
  typeof value === 'string' && value !== '' && !value.includes('\0') ? value : undefined,
);

/** Bytes. */
export const data: Field<Uint8Array, false> = field('data', (value) =>
  value instanceof Uint8Array ? value : undefined,
);

/** A truth value. */
export const boolean: Field<boolean, false> = field('a boolean', (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** A whole number within 2^53. */
export const integer: Field<number, false> = field('an integer', (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined,
);

/** Any number: Macs write capacities with and without a fraction. */
export const number: Field<number, false> = field('a number', (value) =>
  typeof value === 'number' ? value : undefined,
);

/** A dictionary, as it is. */
export const dictionary: Field<PlistDictionary, false> = field('a dictionary', (value) =>
  isPlistDictionary(value) ? value : undefined,
);

/** Anything, as it is. */
export const anything: Field<PlistValue, false> = field('a value', (value) => value);

/** Exactly one of these strings. */
export function oneOf<const T extends string>(...values: readonly T[]): Field<T, false> {
  return field(`one of ${values.join(', ')}`, (value) => values.find((known) => known === value));
}

/** An array whose items all have this type. */
export function listOf<T>(item: Field<T>): Field<readonly T[], false> {
  return {
    isOptional: false,
    read(value, path) {
      if (!Array.isArray(value)) throw new MdmError('malformed_key', `${path} is not an array`);
      return value.map((member: PlistValue, index) => item.read(member, `${path}[${index}]`));
    },
  };
}

/** A dictionary of a shape. Its unknown keys are dropped. */
export function record<S extends Shape>(shape: S): Field<Shaped<S>, false> {
  return {
    isOptional: false,
    read: (value, path) => readShape(dictionary.read(value, path), shape, `${path}.`),
  };
}

/** A key that may be absent. */
export function optional<T>(of: Field<T>): Field<T, true> {
  return { isOptional: true, read: (value, path) => of.read(value, path) };
}

/**
 * Reads the keys of a shape.
 * @throws {MdmError} `missing_key`, `malformed_key`; the message names the key
 */
export function readShape<S extends Shape>(from: PlistDictionary, shape: S, path = ''): Shaped<S> {
  const read: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(shape)) {
    const value = Object.hasOwn(from, key) ? from[key] : undefined;
    if (value !== undefined) read[key] = member.read(value, path + key);
    else if (!member.isOptional) throw new MdmError('missing_key', `${path}${key} is missing`);
  }
  return read as Shaped<S>;
}

/** The keys that a shape does not know, with their values. */
export function unknownKeys(from: PlistDictionary, shape: Shape): PlistDictionary {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !Object.hasOwn(shape, key)));
}

/** The dictionary of a shaped value: keys in the order of the shape, those without a value left out. */
export function writeShape<S extends Shape>(value: Shaped<S>, shape: S): PlistDictionary {
  const members = value as Readonly<Record<string, PlistValue | undefined>>;
  const entries = Object.keys(shape).map((key) => [key, withoutAbsent(members[key])] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, PlistValue] => entry[1] !== undefined));
}

function withoutAbsent(value: PlistValue | undefined): PlistValue | undefined {
  if (Array.isArray(value)) return value.map((item: PlistValue) => withoutAbsent(item) ?? item);
  if (value === undefined || !isPlistDictionary(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, withoutAbsent(member)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, PlistValue] => entry[1] !== undefined));
}
