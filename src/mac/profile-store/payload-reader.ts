/** Typed reading of a payload's dictionary. */
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';

/** A profile that macOS would not install. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly code:
    | 'missing_key'
    | 'malformed_key'
    | 'unsupported_value'
    | 'payload_missing'
    | 'duplicate_payload'
    | 'unreadable'
    | 'not_permitted'
    | 'immutable_changed'
    | 'identity_refused'
    | 'enrollment_refused';

  constructor(code: ProfileError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws {ProfileError} `missing_key`, `malformed_key` */
export function requiredString(payload: JsonObject, key: string): string {
  const value = optionalString(payload, key);
  if (value === undefined) throw new ProfileError('missing_key', `The payload has no "${key}".`);
  return value;
}

/** @throws {ProfileError} `malformed_key` */
export function optionalString(payload: JsonObject, key: string): string | undefined {
  const value = payload[key];
  if (value !== undefined && typeof value !== 'string') throw malformed(key, 'a string');
  return value;
}

/** @throws {ProfileError} `malformed_key` */
export function booleanOr(payload: JsonObject, key: string, fallback: boolean): boolean {
  const value = payload[key] ?? fallback;
  if (typeof value !== 'boolean') throw malformed(key, 'a boolean');
  return value;
}

/** A whole number of at least `least`. @throws {ProfileError} `malformed_key`, `unsupported_value` */
export function integer(payload: JsonObject, key: string, least: number): number | undefined {
  const value = payload[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(key, 'an integer');
  if (value < least) throw new ProfileError('unsupported_value', `The key "${key}" is less than ${least}.`);
  return value;
}

/** @throws {ProfileError} `malformed_key` */
export function strings(payload: JsonObject, key: string): readonly string[] {
  const value = payload[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw malformed(key, 'an array of strings');
  return value;
}

/** @throws {ProfileError} `malformed_key` */
export function dictionary(payload: JsonObject, key: string): JsonObject | undefined {
  const value = payload[key];
  if (value !== undefined && !isJsonObject(value)) throw malformed(key, 'a dictionary');
  return value;
}

/** A dictionary of strings; empty when absent. @throws {ProfileError} `malformed_key` */
export function stringMap(payload: JsonObject, key: string): Readonly<Record<string, string>> {
  const entries = Object.entries(dictionary(payload, key) ?? {});
  if (!entries.every(([, value]) => typeof value === 'string')) throw malformed(key, 'a dictionary of strings');
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Data, which stands in JSON as base64. @throws {ProfileError} `malformed_key` */
export function data(payload: JsonObject, key: string): Uint8Array | undefined {
  const text = optionalString(payload, key);
  const bytes = text === undefined ? undefined : fromAnyBase64(text);
  if (text !== undefined && !bytes) throw malformed(key, 'base64 data');
  return bytes;
}

/** One of some values. @throws {ProfileError} `malformed_key`, `unsupported_value` */
export function choice<Value extends string>(
  payload: JsonObject,
  key: string,
  values: readonly Value[],
): Value | undefined {
  const text = optionalString(payload, key);
  const found = values.find((value) => value === text);
  if (text !== undefined && found === undefined)
    throw new ProfileError('unsupported_value', `The key "${key}" has a value that macOS does not know.`);
  return found;
}

/** Some of some values, in order. @throws {ProfileError} `malformed_key`, `unsupported_value` */
export function choices<Value extends string>(
  payload: JsonObject,
  key: string,
  values: readonly Value[],
): readonly Value[] {
  const found = strings(payload, key);
  const unknown = found.some((text) => !values.includes(text as Value));
  if (unknown) throw new ProfileError('unsupported_value', `The key "${key}" has a value that macOS does not know.`);
  return found as readonly Value[];
}

function malformed(key: string, what: string): ProfileError {
  return new ProfileError('malformed_key', `The key "${key}" is not ${what}.`);
}
