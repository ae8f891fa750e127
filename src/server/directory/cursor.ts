/** Places in lists, as `next` and `after` carry them. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { DirectoryError } from './directory-error.ts';

/** A place: the key of the last item, and its id where keys may be equal. */
export interface Place {
  readonly key: Uint8Array;
  readonly id: string;
}

/** Before every item: no key is empty. */
export const start: Place = { key: new Uint8Array(0), id: '' };

/** The place as text. */
export function encodePlace({ key, id }: Place): string {
  return `${toBase64url(key)}.${id}`;
}

/** @throws {DirectoryError} `malformed_cursor` */
export function decodePlace(text: string | undefined): Place {
  if (text === undefined) return start;
  const [, key, id] = /^([\w-]+)\.([\w-]*)$/.exec(text) ?? [];
  const bytes = key === undefined ? undefined : fromBase64url(key);
  if (bytes === undefined || id === undefined) {
    throw new DirectoryError('malformed_cursor', 'The place to go on from is none that a list gave out.');
  }
  return { key: bytes, id };
}

/** The number of items of a page, between 1 and 500. */
export function pageSize(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), 500);
}

/** Cuts rows of which one more than wanted was read into a page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  size: number,
  item: (row: Row) => Item,
  place: (row: Row) => Place,
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const next = rows.length > size && last !== undefined ? encodePlace(place(last)) : undefined;
  return { items: shown.map(item), next };
}
