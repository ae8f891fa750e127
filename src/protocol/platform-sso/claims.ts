/** Typed reading of claims from parsed JSON. */
import { fromAnyBase64 } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { MessageError } from './message-error.ts';

/** @throws {MessageError} `missing_claim`, `malformed_claim` */
export function requiredText(claims: JsonObject, name: string): string {
  const value = optionalText(claims, name);
  if (value === undefined) throw new MessageError('missing_claim', `The claim "${name}" is missing.`);
  return value;
}

/** @throws {MessageError} `malformed_claim` when present and not a non-empty string */
export function optionalText(claims: JsonObject, name: string): string | undefined {
  const value = claims[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '') throw malformed(name, 'a non-empty string');
  return value;
}

/**
 * Seconds since 1970. Macs send JSON integers; the messages of 2022 had strings.
 * @throws {MessageError} `missing_claim`, `malformed_claim`
 */
export function requiredDate(claims: JsonObject, name: string): number {
  const value = optionalDate(claims, name);
  if (value === undefined) throw new MessageError('missing_claim', `The claim "${name}" is missing.`);
  return value;
}

/** @throws {MessageError} `malformed_claim` */
export function optionalDate(claims: JsonObject, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^\d{1,12}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) throw malformed(name, 'a NumericDate');
  return seconds;
}

/** An optional array of strings. @throws {MessageError} `malformed_claim` */
export function optionalTexts(claims: JsonObject, name: string): readonly string[] | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw malformed(name, 'an array of strings');
  return value;
}

/** Bytes of a claim in any flavour of base64. @throws {MessageError} `malformed_claim` */
export function optionalBytes(claims: JsonObject, name: string): Uint8Array | undefined {
  const text = optionalText(claims, name);
  if (text === undefined) return undefined;
  const bytes = fromAnyBase64(text);
  if (!bytes) throw malformed(name, 'base64');
  return bytes;
}

/** The words of a space-separated list such as `scope`. */
export function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(' ').filter((word) => word !== '');
}

function malformed(name: string, what: string): MessageError {
  return new MessageError('malformed_claim', `The claim "${name}" is not ${what}.`);
}
