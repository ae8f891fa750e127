/**
 * JSON as Foundation's `NSJSONSerialization` prints it with sorted keys: the layout of every block of
 * `app-sso platform -s`. Differs from a message's JSON in two ways: the keys are sorted, and a number that is not whole
 * has 17 significant digits (macOS prints SDK 15.2 as `15.199999999999999`).
 */
import { type JsonValue, isJsonObject } from '#protocol/encoding/json.ts';

/** The text, without a line end: two spaces a level, ` : ` after a name, slashes as they are. */
export function foundationJson(value: JsonValue, indent = ''): string {
  if (typeof value === 'number') return foundationNumber(value);
  if (Array.isArray(value)) return block('[', ']', value.map((item: JsonValue) => item).map(printItem(indent)), indent);
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort(withoutCase);
  const lines = members.map((name) => `${JSON.stringify(name)} : ${printItem(indent)(value[name] ?? null)}`);
  return block('{', '}', lines, indent);
}

function printItem(indent: string): (value: JsonValue) => string {
  return (value) => foundationJson(value, `${indent}  `);
}

function block(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return `${open}\n\n${indent}${close}`;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

/** `%0.17g` without trailing zeros; whole numbers as they are. */
function foundationNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toPrecision(17).replace(/0+$/, '');
}

/** Without regard to case, `_` before letters: macOS prints `created` before `createUsersEnabled`. */
function withoutCase(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return a < b ? -1 : 1;
  return left < right ? -1 : 1;
}
