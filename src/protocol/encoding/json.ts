/** JSON as the messages of this product use it: objects at the top, bounded, no prototype tricks. */

/** A JSON object after parsing: members are of any JSON type. */
export type JsonObject = { readonly [name: string]: JsonValue };
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** The object that a JSON text holds, or undefined when it is not JSON or not an object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isJsonObject(value) ? value : undefined;
}

/** Whether a parsed JSON value is an object (not an array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON as Apple's Foundation writes it with pretty printing: two spaces, ` : `, slashes not escaped.
 * Source: messages captured from real Macs; base64url of such a text starts with `ewogIC`.
 */
export function appleJson(value: JsonValue, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return `[\n\n${indent}]`;
    return `[\n${value.map((item: JsonValue) => inner + appleJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 0) return `{\n\n${indent}}`;
  const lines = members.map(([name, member]) => `${inner}${JSON.stringify(name)} : ${appleJson(member, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
