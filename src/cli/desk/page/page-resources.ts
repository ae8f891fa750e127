/**
 * Style sheets and pictures that a page names, fetched through the Mac's own network and put into the page. Only what it
 * names, only over HTTPS or from where the page itself came, only what is of the right type, and only so much.
 */
import type { MacFetch } from '#mac/ports.ts';

/** What a page may get. Nothing throws: what cannot be had is not there. */
export interface PageResources {
  /** The text of a style sheet, with its own pictures and fonts in it; empty where it cannot be had. */
  styleSheet(source: string, base: string): Promise<string>;
  /** The same for text that stands in the page. */
  inStyle(css: string, base: string): Promise<string>;
  /** A `data:` address. */
  picture(source: string, base: string): Promise<string | undefined>;
}

const largest = 1024 * 1024;
const mostOfOnePage = 40;
const keptFor = 60_000;
const pictures = /^image\/(?:png|jpeg|gif|webp|svg\+xml|avif|x-icon|vnd\.microsoft\.icon)$/;
const fonts = /^(?:font\/[\w-]+|application\/font-[\w-]+)$/;

interface Fetched {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What was fetched lately, by address, for all pages of one Mac. */
export type ResourceMemory = Map<string, { readonly until: number; readonly got: Promise<Fetched | undefined> }>;

/** For one page. @param fetch undefined: the Mac has no network */
export function pageResources(fetch: MacFetch | undefined, memory: ResourceMemory, now: () => number): PageResources {
  let left = mostOfOnePage;
  const get = (source: string, base: string): Promise<Fetched | undefined> => {
    const url = addressOf(source, base);
    if (url === undefined || fetch === undefined || left === 0) return Promise.resolve(undefined);
    left -= 1;
    const kept = memory.get(url);
    if (kept && kept.until > now()) return kept.got;
    const got = fetched(fetch, url);
    memory.set(url, { until: now() + keptFor, got });
    return got;
  };
  const data = async (source: string, base: string, types: readonly RegExp[]) => {
    if (/^data:image\//i.test(source)) return source;
    const found = await get(source, base);
    if (!found || !types.some((type) => type.test(found.type))) return undefined;
    return `data:${found.type};base64,${Buffer.from(found.bytes).toString('base64')}`;
  };
  const inStyle = async (css: string, base: string): Promise<string> => {
    // Style sheets of style sheets are left out: nothing of ours has any.
    const text = css.replaceAll(/@import[^;]*;?/gi, '');
    const found = [...text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)/gi)];
    const given = await Promise.all(found.map(([, a, b, c]) => data(a ?? b ?? c ?? '', base, [pictures, fonts])));
    let index = 0;
    return text.replaceAll(/url\(\s*(?:"[^"]*"|'[^']*'|[^)"'\s]*)\s*\)/gi, () => {
      const value = given[index];
      index += 1;
      return value === undefined ? 'none' : `url("${value.replaceAll('"', '%22')}")`;
    });
  };
  return {
    inStyle,
    picture: (source, base) => data(source, base, [pictures]),
    async styleSheet(source, base) {
      const found = await get(source, base);
      if (found?.type !== 'text/css') return '';
      return inStyle(new TextDecoder().decode(found.bytes), addressOf(source, base) ?? base);
    },
  };
}

function addressOf(source: string, base: string): string | undefined {
  if (!URL.canParse(source, base)) return undefined;
  const url = new URL(source, base);
  url.hash = '';
  return url.protocol === 'https:' || url.origin === new URL(base).origin ? url.href : undefined;
}

async function fetched(fetch: MacFetch, url: string): Promise<Fetched | undefined> {
  try {
    const answer = await fetch(url, { method: 'GET', headers: { Accept: 'text/css,image/*,font/*,*/*;q=0.1' } });
    const bytes = await answer.bytes();
    if (answer.status !== 200 || bytes.length > largest) return undefined;
    return { type: (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '', bytes };
  } catch {
    return undefined;
  }
}
