import { type PlistDictionary, type PlistValue, isPlistDictionary } from '../encoding/plist/plist.ts';
import type { Channel, KeyRule, Keys, KeyType, MessageTable, ValueRule, Versions } from './message-table.ts';

/** Something that Apple's requirements do not allow. */
export interface Finding {
  readonly kind: FindingKind;
  /** Keys from the outside in, with dots; items of arrays by their number in brackets. */
  readonly path: string;
}

/** What can be wrong with a key. */
export type FindingKind =
  | 'missing_key'
  | 'wrong_type'
  | 'value_not_allowed'
  | 'unknown_key'
  | 'newer_than_macos'
  | 'removed_from_macos'
  | 'wrong_channel';

/** For whom a message is judged. */
export interface CheckOptions {
  /** The version of macOS that reads or writes the message, such as `26.1`. Without it any version is fine. */
  readonly macos?: string;
  /** The device channel if missing. */
  readonly channel?: Channel;
  /** The message was JSON, in which data is a string of base64. */
  readonly json?: boolean;
}

/** Compares a message with Apple's requirements for it. An empty list is a good message. */
export function checkAgainst(
  table: MessageTable,
  message: PlistDictionary,
  options: CheckOptions = {},
): readonly Finding[] {
  return checkKeys(table.keys, message, '', options);
}

/** Compares the answer to a command with Apple's requirements for it; the keys of every answer are left aside. */
export function checkResponse(
  table: MessageTable,
  answer: PlistDictionary,
  options: CheckOptions = {},
): readonly Finding[] {
  const own = Object.fromEntries(Object.entries(answer).filter(([key]) => !keysOfEveryAnswer.has(key)));
  return checkKeys(table.response ?? {}, own, '', options);
}

const keysOfEveryAnswer: ReadonlySet<string> = new Set([
  'CommandUUID',
  'EnrollmentID',
  'EnrollmentUserID',
  'ErrorChain',
  'NotOnConsole',
  'RequestType',
  'Status',
  'UDID',
  'UserID',
  'UserLongName',
  'UserShortName',
]);

function checkKeys(keys: Keys, from: PlistDictionary, path: string, options: CheckOptions): Finding[] {
  const missing = Object.entries(keys)
    .filter(([key, rule]) => !Object.hasOwn(from, key) && isRequired(rule, options))
    .map(([key]): Finding => ({ kind: 'missing_key', path: join(path, key) }));
  const present = Object.entries(from).flatMap(([key, value]) => {
    const rule = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (rule === undefined) return [{ kind: 'unknown_key' as const, path: join(path, key) }];
    return [...checkChannel(rule, join(path, key), options), ...checkValue(rule, value, join(path, key), options)];
  });
  return [...missing, ...present];
}

function isRequired(rule: KeyRule, options: CheckOptions): boolean {
  const isForUs = rule.enrollment === undefined && checkChannel(rule, '', options).length === 0;
  return rule.presence === 'required' && isForUs && checkVersions(rule, '', options).length === 0;
}

function checkChannel(rule: KeyRule, path: string, { channel = 'device' }: CheckOptions): Finding[] {
  return rule.channel === undefined || rule.channel === channel ? [] : [{ kind: 'wrong_channel', path }];
}

function checkVersions(rule: Versions, path: string, { macos }: CheckOptions): Finding[] {
  if (macos === undefined) return [];
  if (rule.introduced !== undefined && isBefore(macos, rule.introduced)) return [{ kind: 'newer_than_macos', path }];
  if (rule.removed !== undefined && !isBefore(macos, rule.removed)) return [{ kind: 'removed_from_macos', path }];
  return [];
}

function checkValue(rule: ValueRule, value: PlistValue, path: string, options: CheckOptions): Finding[] {
  const types = Array.isArray(rule.type) ? (rule.type as readonly KeyType[]) : [rule.type as KeyType];
  if (!types.some((type) => isOfType(type, value, options))) return [{ kind: 'wrong_type', path }];
  const versions = checkVersions(rule, path, options);
  if (!isAllowed(rule, value)) return [...versions, { kind: 'value_not_allowed', path }];
  return [...versions, ...checkChoice(rule, value, path, options), ...checkInside(rule, value, path, options)];
}

function checkChoice({ choices }: ValueRule, value: PlistValue, path: string, options: CheckOptions): Finding[] {
  if (choices === undefined || typeof value !== 'string') return [];
  const versions = Object.hasOwn(choices, value) ? choices[value] : undefined;
  return versions ? checkVersions(versions, path, options) : [{ kind: 'value_not_allowed', path }];
}

function isAllowed({ values, range, pattern }: ValueRule, value: PlistValue): boolean {
  const size = Array.isArray(value) ? value.length : value;
  if (values !== undefined && !values.includes(value as string | number)) return false;
  if (pattern !== undefined && typeof value === 'string' && !new RegExp(pattern).test(value)) return false;
  if (range === undefined || typeof size !== 'number') return true;
  return size >= (range.min ?? size) && size <= (range.max ?? size);
}

function checkInside(rule: ValueRule, value: PlistValue, path: string, options: CheckOptions): Finding[] {
  if (Array.isArray(value)) {
    const { items } = rule;
    return items ? value.flatMap((item, index) => checkItem(items, item, `${path}[${index}]`, options)) : [];
  }
  if (!isPlistDictionary(value)) return [];
  const { keys, anyKey } = rule;
  if (anyKey)
    return Object.entries(value).flatMap(([key, member]) => checkValue(anyKey, member, join(path, key), options));
  return keys ? checkKeys(keys, value, path, options) : [];
}

/** Of several rules the one that finds least speaks: the right setting among all of them. */
function checkItem(rules: readonly ValueRule[], item: PlistValue, path: string, options: CheckOptions): Finding[] {
  const found = rules.map((rule) => checkValue(rule, item, path, options));
  return found.reduce((least, other) => (other.length < least.length ? other : least), found[0] ?? []);
}

function isOfType(type: KeyType, value: PlistValue, { json = false }: CheckOptions): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    case 'real':
      return typeof value === 'number';
    case 'data':
      return value instanceof Uint8Array || (json && typeof value === 'string');
    case 'date':
      return value instanceof Date || (json && typeof value === 'string');
    case 'array':
      return Array.isArray(value);
    case 'dictionary':
      return isPlistDictionary(value);
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Whether one version of macOS is older than another; numbers are compared one by one, missing ones are 0. */
export function isBefore(version: string, other: string): boolean {
  const left = version.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
