/** Values of a plan as people read them. */
import { durationWords } from '#api/plan-words/story-step.ts';
import { type PlanKey, planKeys } from '#api/plan-words/plan-words.ts';
import { isPlanObject } from './plan-object.ts';

/** A value in a few words; for differences, defaults and summaries. */
export function valueWords(key: PlanKey, value: unknown): string {
  if (value === undefined) return 'left out';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return key.kind === 'duration' ? durationWords(value) : String(value);
  if (typeof value === 'string') return titleOf(key, value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => itemWords(key, item)).join(', ');
  return isPlanObject(value) ? objectWords(key, value) : JSON.stringify(value);
}

function titleOf(key: PlanKey, value: string): string {
  if (value === '') return 'empty';
  return key.values?.[value]?.title ?? value;
}

function itemWords(key: PlanKey, item: unknown): string {
  if (typeof item === 'string') return titleOf(key, item);
  if (isPlanObject(item) && typeof item['host'] === 'string') {
    return item['enableDirectDownloads'] === false ? `${item['host']} (by Apple’s cache)` : item['host'];
  }
  return JSON.stringify(item);
}

function objectWords(key: PlanKey, value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value);
  if (entries.length === 0) return 'none';
  return entries
    .map(([name, inner]) => {
      const own = planKeys.find(({ member }) => member === `${key.member}.${name}`);
      return own === undefined
        ? `${name}: ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`
        : `${own.title}: ${valueWords(own, inner)}`;
    })
    .join('; ');
}
