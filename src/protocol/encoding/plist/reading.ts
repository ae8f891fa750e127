/**
 * Typed reading of dictionaries. Each function throws PlistError `plist_missing_key` or `plist_wrong_type`, with the key in
 * the message and in `key`; never with the value, which may be a secret.
 */
import { PlistError } from './plist-error.ts';
import { type PlistDictionary, type PlistLimits, type PlistValue, isPlistDictionary, parsePlist } from './plist.ts';

/** A type of value, by the name of its XML element, and the test for it. */
interface Kind<Value extends PlistValue> {
  readonly name: string;
  readonly is: (value: PlistValue) => value is Value;
}

const string: Kind<string> = { name: 'string', is: (value) => typeof value === 'string' };
const boolean: Kind<boolean> = { name: 'boolean', is: (value) => typeof value === 'boolean' };
const integer: Kind<number> = { name: 'integer', is: (value): value is number => Number.isSafeInteger(value) };
const number: Kind<number> = { name: 'number', is: (value) => typeof value === 'number' };
const data: Kind<Uint8Array> = { name: 'data', is: (value) => value instanceof Uint8Array };
const date: Kind<Date> = { name: 'date', is: (value) => value instanceof Date };
const array: Kind<readonly PlistValue[]> = {
  name: 'array',
  is: (value): value is readonly PlistValue[] => Array.isArray(value),
};
const dictionary: Kind<PlistDictionary> = { name: 'dictionary', is: isPlistDictionary };

function optional<Value extends PlistValue>(from: PlistDictionary, key: string, kind: Kind<Value>): Value | undefined {
  const value = valueAt(from, key);
  if (value === undefined || kind.is(value)) return value;
  throw new PlistError('plist_wrong_type', `${key} is not of type ${kind.name}`, { key });
}

function required<Value extends PlistValue>(from: PlistDictionary, key: string, kind: Kind<Value>): Value {
  const value = optional(from, key, kind);
  if (value === undefined) throw new PlistError('plist_missing_key', `${key} is missing`, { key });
  return value;
}

function all<Value extends PlistValue>(items: readonly PlistValue[], key: string, kind: Kind<Value>): readonly Value[] {
  if (items.every(kind.is)) return items;
  throw new PlistError('plist_wrong_type', `an item of ${key} is not of type ${kind.name}`, { key });
}

/** The value of a key, of whatever type, or undefined. */
export function valueAt(from: PlistDictionary, key: string): PlistValue | undefined {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

/** The dictionary that a property list is. @throws {PlistError} `plist_not_a_dictionary`, and what parsePlist throws */
export function parsePlistDictionary(bytes: Uint8Array, limits?: PlistLimits): PlistDictionary {
  return asDictionary(parsePlist(bytes, limits));
}

/** A value that must be a dictionary. @throws {PlistError} `plist_not_a_dictionary` */
export function asDictionary(value: PlistValue): PlistDictionary {
  if (isPlistDictionary(value)) return value;
  throw new PlistError('plist_not_a_dictionary', 'the property list is not a dictionary');
}

/** A required string. */
export function stringAt(from: PlistDictionary, key: string): string {
  return required(from, key, string);
}

/** A string, or undefined when the key is absent. */
export function optionalString(from: PlistDictionary, key: string): string | undefined {
  return optional(from, key, string);
}

/** A required boolean. */
export function booleanAt(from: PlistDictionary, key: string): boolean {
  return required(from, key, boolean);
}

/** A boolean, or undefined when the key is absent. */
export function optionalBoolean(from: PlistDictionary, key: string): boolean | undefined {
  return optional(from, key, boolean);
}

/** A boolean, or what stands for an absent one. */
export function booleanOr(from: PlistDictionary, key: string, otherwise: boolean): boolean {
  return optional(from, key, boolean) ?? otherwise;
}

/** A required integer within 2^53. */
export function integerAt(from: PlistDictionary, key: string): number {
  return required(from, key, integer);
}

/** An integer within 2^53, or undefined when the key is absent. */
export function optionalInteger(from: PlistDictionary, key: string): number | undefined {
  return optional(from, key, integer);
}

/** An integer or a real, or undefined when the key is absent. */
export function optionalNumber(from: PlistDictionary, key: string): number | undefined {
  return optional(from, key, number);
}

/** Required data. */
export function dataAt(from: PlistDictionary, key: string): Uint8Array {
  return required(from, key, data);
}

/** Data, or undefined when the key is absent. */
export function optionalData(from: PlistDictionary, key: string): Uint8Array | undefined {
  return optional(from, key, data);
}

/** A required date. */
export function dateAt(from: PlistDictionary, key: string): Date {
  return required(from, key, date);
}

/** A date, or undefined when the key is absent. */
export function optionalDate(from: PlistDictionary, key: string): Date | undefined {
  return optional(from, key, date);
}

/** A required array of anything. */
export function arrayAt(from: PlistDictionary, key: string): readonly PlistValue[] {
  return required(from, key, array);
}

/** An array of anything, or undefined when the key is absent. */
export function optionalArray(from: PlistDictionary, key: string): readonly PlistValue[] | undefined {
  return optional(from, key, array);
}

/** A required array of strings. */
export function stringsAt(from: PlistDictionary, key: string): readonly string[] {
  return all(arrayAt(from, key), key, string);
}

/** An array of strings, or undefined when the key is absent. */
export function optionalStrings(from: PlistDictionary, key: string): readonly string[] | undefined {
  const items = optionalArray(from, key);
  return items && all(items, key, string);
}

/** A required dictionary. */
export function dictionaryAt(from: PlistDictionary, key: string): PlistDictionary {
  return required(from, key, dictionary);
}

/** A dictionary, or undefined when the key is absent. */
export function optionalDictionary(from: PlistDictionary, key: string): PlistDictionary | undefined {
  return optional(from, key, dictionary);
}

/** A required array of dictionaries. */
export function dictionariesAt(from: PlistDictionary, key: string): readonly PlistDictionary[] {
  return all(arrayAt(from, key), key, dictionary);
}

/** An array of dictionaries, or undefined when the key is absent. */
export function optionalDictionaries(from: PlistDictionary, key: string): readonly PlistDictionary[] | undefined {
  const items = optionalArray(from, key);
  return items && all(items, key, dictionary);
}
