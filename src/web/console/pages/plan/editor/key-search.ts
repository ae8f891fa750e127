/** Finds keys of the plan by any of their words. */
import type { PlanKey } from '#api/plan-words/plan-words.ts';

function textOf({ member, title, text, apple, values, methods }: PlanKey): string {
  return [
    member,
    title,
    text,
    apple?.meaning ?? '',
    ...(apple?.keys.map(({ key }) => key) ?? []),
    ...Object.entries(values ?? {}).flatMap(([value, words]) => [value, words.title, words.text]),
    ...(methods ?? []),
  ]
    .join(' ')
    .toLowerCase();
}

const texts = new WeakMap<PlanKey, string>();

/** Those in which every word of the search stands; all of them without one. */
export function keysMatching(keys: readonly PlanKey[], search: string): readonly PlanKey[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return keys;
  return keys.filter((key) => {
    const text = texts.get(key) ?? textOf(key);
    texts.set(key, text);
    return words.every((word) => text.includes(word));
  });
}
