/** Reads what was typed as the keys of a command. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseDictionary } from '#protocol/mdm/message.ts';
import { commandPlist } from '../actions/command-plist.ts';

/** What was typed: nothing, keys as the server takes them, or something wrong. */
export type RawKeys =
  | { readonly kind: 'none' }
  | { readonly kind: 'keys'; readonly plist: string }
  | { readonly kind: 'wrong'; readonly why: string };

/** Reads a JSON object or a property list. */
export function keysOf(text: string): RawKeys {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'none' };
  return trimmed.startsWith('<') ? fromPlist(trimmed) : fromJson(trimmed);
}

function fromPlist(text: string): RawKeys {
  try {
    parseDictionary(utf8(text));
    return { kind: 'keys', plist: text };
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : 'It is no property list.' };
  }
}

function fromJson(text: string): RawKeys {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { kind: 'wrong', why: 'The keys are a JSON object.' };
    }
    return { kind: 'keys', plist: commandPlist(value as PlistDictionary) };
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : 'It is no JSON.' };
  }
}
