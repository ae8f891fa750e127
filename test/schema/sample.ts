/** Messages made from Apple's tables alone: every key that macOS has, each with a value that is allowed. */
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import type { Channel, KeyRule, Keys, KeyType, ValueRule } from '#protocol/schema/message-table.ts';

/** A dictionary with every key of a channel outside User Enrollment that no macOS has dropped. */
export function sampleOf(keys: Keys, channel: Channel = 'device'): PlistDictionary {
  const members = Object.entries(keys).filter(([, rule]) => isWanted(rule, channel));
  return Object.fromEntries(members.map(([key, rule]) => [key, sampleValue(rule, channel)]));
}

function isWanted(rule: KeyRule, channel: Channel): boolean {
  const isOurs = rule.enrollment === undefined && (rule.channel === undefined || rule.channel === channel);
  return isOurs && rule.removed === undefined;
}

function sampleValue(rule: ValueRule, channel: Channel): PlistValue {
  const [type = 'any'] = Array.isArray(rule.type) ? (rule.type as readonly KeyType[]) : [rule.type as KeyType];
  switch (type) {
    case 'any':
      return 'anything';
    case 'string':
      return sampleText(rule);
    case 'integer':
    case 'real':
      return rule.values?.[0] ?? rule.range?.min ?? 1;
    case 'boolean':
      return true;
    case 'data':
      return new Uint8Array(32).fill(1);
    case 'date':
      return new Date('2026-11-25T00:00:00Z');
    case 'array':
      return (rule.items ?? []).flatMap((item) =>
        Array.from({ length: rule.range?.min ?? 1 }, () => sampleValue(item, channel)),
      );
    case 'dictionary':
      return sampleDictionary(rule, channel);
  }
}

function sampleText({ values, choices, pattern }: ValueRule): string {
  const word = values?.[0] ?? Object.keys(choices ?? {})[0];
  if (word !== undefined) return String(word);
  return pattern?.includes('8}-') ? '11111111-2222-3333-4444-555555555555' : 'https://mdm.example/sample';
}

function sampleDictionary({ keys, anyKey }: ValueRule, channel: Channel): PlistDictionary {
  if (anyKey) return { example: sampleValue(anyKey, channel) };
  return keys ? sampleOf(keys, channel) : {};
}
