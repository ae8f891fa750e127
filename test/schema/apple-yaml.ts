/** Reads Apple's schemas (`apple/device-management`, docs/schema.md) into the form of our tables, for macOS alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Channel, KeyRule, Keys, KeyType, ValueRule, Versions } from '#protocol/schema/message-table.ts';

interface AppleSystem {
  readonly introduced?: string | number;
  readonly deprecated?: string | number;
  readonly removed?: string | number;
  readonly devicechannel?: boolean;
  readonly userchannel?: boolean;
  readonly userenrollment?: { readonly mode?: string };
}

interface AppleKey {
  readonly key: string;
  readonly type: string;
  readonly presence?: string;
  readonly rangelist?: readonly (string | number)[];
  readonly range?: { readonly min?: number; readonly max?: number };
  readonly repetition?: { readonly min?: number; readonly max?: number };
  readonly format?: string;
  readonly supportedOS?: { readonly macOS?: AppleSystem };
  readonly subkeys?: readonly AppleKey[];
}

/** A schema: a message and the keys of it. */
export interface AppleSchema {
  readonly payload: {
    readonly supportedOS?: { readonly macOS?: AppleSystem };
    readonly requesttype?: string;
    readonly payloadtype?: string;
    readonly declarationtype?: string;
  };
  readonly payloadkeys?: readonly AppleKey[];
  readonly responsekeys?: readonly AppleKey[];
}

/** Where the schemas lie when they are there: beside the repository. Newest first. */
const folders = ['27', '15.1'].map((release) =>
  join(import.meta.dirname, '../../../shared/data', `apple-device-management-${release}`),
);

/** The newest schema of this path, or undefined when it is not there. */
export function appleSchema(path: string): AppleSchema | undefined {
  const file = folders.map((folder) => join(folder, path)).find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : (parse(readFileSync(file, 'utf8')) as AppleSchema);
}

/** The versions of macOS of a message or key; not all are quoted, so that some are numbers. */
export function versionsOf(system: AppleSystem | undefined): Versions {
  const { introduced, deprecated, removed } = system ?? {};
  return {
    ...(introduced === undefined ? {} : { introduced: String(introduced) }),
    ...(deprecated === undefined ? {} : { deprecated: String(deprecated) }),
    ...(removed === undefined ? {} : { removed: String(removed) }),
  };
}

/** The channels of a message, or undefined when the schema does not speak of them. */
export function channelsOf(system: AppleSystem | undefined): readonly Channel[] | undefined {
  if (system?.devicechannel === undefined && system?.userchannel === undefined) return undefined;
  return [...(system.devicechannel ? ['device' as const] : []), ...(system.userchannel ? ['user' as const] : [])];
}

/** The keys that macOS has. */
export function keysOf(keys: readonly AppleKey[] = []): Keys {
  return Object.fromEntries(onMac(keys).map((key) => [key.key, keyRule(key)]));
}

function onMac(keys: readonly AppleKey[]): readonly AppleKey[] {
  return keys.filter(({ supportedOS }) => {
    const { introduced, removed } = supportedOS?.macOS ?? {};
    // Removed in 0 is the schema's other way to say: never.
    return introduced !== 'n/a' && String(removed) !== '0';
  });
}

function keyRule(key: AppleKey): KeyRule {
  const system = key.supportedOS?.macOS;
  const channel = system?.devicechannel === false ? 'user' : system?.userchannel === false ? 'device' : undefined;
  return {
    ...valueRule(key),
    presence: key.presence === 'required' ? 'required' : 'optional',
    ...(channel ? { channel } : {}),
    ...(system?.userenrollment?.mode === 'required' ? { enrollment: 'user' as const } : {}),
  };
}

const typeNames: Readonly<Record<string, KeyType>> = { hostname: 'string', url: 'string' };

function valueRule(key: AppleKey): ValueRule {
  const name = key.type.slice(1, -1);
  return {
    type: typeNames[name] ?? (name as KeyType),
    ...versionsOf(key.supportedOS?.macOS),
    ...(key.rangelist ? { values: key.rangelist } : {}),
    ...(key.range ? { range: key.range } : {}),
    ...(key.format === undefined ? {} : { pattern: key.format }),
    ...inside(name, onMac(key.subkeys ?? []), (key.subkeys ?? []).length > 0),
  };
}

function inside(type: string, subkeys: readonly AppleKey[], hasSubkeys: boolean): Partial<ValueRule> {
  if (!hasSubkeys) return {};
  if (type === 'string') {
    return { choices: Object.fromEntries(subkeys.map((key) => [key.key, versionsOf(key.supportedOS?.macOS)])) };
  }
  if (type === 'array') {
    const repetition = subkeys[0]?.repetition;
    return { items: subkeys.map(valueRule), ...(repetition ? { range: repetition } : {}) };
  }
  const any = subkeys.find((key) => key.key.startsWith('ANY'));
  return any ? { anyKey: valueRule(any) } : { keys: keysOf(subkeys) };
}
