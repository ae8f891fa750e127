/** Which language the pages speak: the first that the browser asks for and we have, else English (RFC 9110 section 12.5.4). */
import { english, type Texts } from './english.ts';

const languages: readonly Texts[] = [english];

/** The words for an `Accept-Language`. */
export function textsFor(accepted: string | undefined): Texts {
  for (const wanted of preferences(accepted)) {
    const found = languages.find(({ language }) => wanted === language || wanted.startsWith(`${language}-`));
    if (found) return found;
  }
  return english;
}

function preferences(accepted = ''): string[] {
  return accepted
    .slice(0, 256)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = Number(/^q=([\d.]+)$/.exec(parameters[0] ?? '')?.[1] ?? 1);
      return { tag, quality };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
