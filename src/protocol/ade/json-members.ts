/** Typed reading of the JSON objects that Apple's device services exchange. Null counts as absent. */
import { type JsonObject, type JsonValue, isJsonObject, parseJsonObject } from '../encoding/json.ts';
import { AdeMessageError } from './ade-message-error.ts';

/** The object of a body. @throws {AdeMessageError} `ade_message_malformed` */
export function readJsonBody(text: string): JsonObject {
  const json = parseJsonObject(text);
  if (json === undefined) throw new AdeMessageError('ade_message_malformed', 'The body is not a JSON object.');
  return json;
}

/** A member that must be there; an empty text counts as missing. @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed` */
export function textAt(json: JsonObject, name: string): string {
  const value = optionalTextAt(json, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** A text, or undefined when it is absent or empty: Apple writes `""` for "none". @throws {AdeMessageError} `ade_member_malformed` */
export function optionalTextAt(json: JsonObject, name: string): string | undefined {
  const value = present(json, name);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw malformed(name, 'a string');
  return value;
}

/** A flag, or undefined. @throws {AdeMessageError} `ade_member_malformed` */
export function optionalFlagAt(json: JsonObject, name: string): boolean | undefined {
  const value = present(json, name);
  if (value !== undefined && typeof value !== 'boolean') throw malformed(name, 'a boolean');
  return value;
}

/** A whole number that is not negative, or undefined. @throws {AdeMessageError} `ade_member_malformed` */
export function optionalNumberAt(json: JsonObject, name: string): number | undefined {
  const value = present(json, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed(name, 'a whole number');
  return value;
}

/** An array of texts, or undefined. @throws {AdeMessageError} `ade_member_malformed` */
export function optionalTextsAt(json: JsonObject, name: string): readonly string[] | undefined {
  const value = present(json, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw malformed(name, 'an array of strings');
  return value;
}

/** An array of objects; absent: empty. @throws {AdeMessageError} `ade_member_malformed` */
export function objectsAt(json: JsonObject, name: string): readonly JsonObject[] {
  const value = present(json, name);
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((item) => isJsonObject(item))) throw malformed(name, 'an array of objects');
  return value;
}

/** An object, or undefined. @throws {AdeMessageError} `ade_member_malformed` */
export function optionalObjectAt(json: JsonObject, name: string): JsonObject | undefined {
  const value = present(json, name);
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw malformed(name, 'an object');
  return value;
}

/** Members that are undefined left out, as JSON does; for building messages member by member. */
export function defined<Members extends object>(
  members: Members,
): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Members]: Exclude<Members[Name], undefined> };
}

function present(json: JsonObject, name: string): JsonValue | undefined {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  return value === null ? undefined : value;
}

function missing(name: string): AdeMessageError {
  return new AdeMessageError('ade_member_missing', `The member "${name}" is missing.`);
}

function malformed(name: string, what: string): AdeMessageError {
  return new AdeMessageError('ade_member_malformed', `The member "${name}" is not ${what}.`);
}
