/** The `Range` header (RFC 9110 section 14), for one range of bytes. */

/** What a request wants of a file. `first` and `last` are places of bytes, both included. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads the header for a file of a length. More than one range, other units and what cannot be read are answered with the
 * whole file, as section 14.2 lets a server do.
 */
export function byteRange(header: string | undefined, length: number): ByteRange {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return { kind: 'whole' };
  if (from === '') return suffix(Number(to), length);
  const [first, last] = [Number(from), to === '' ? length - 1 : Math.min(Number(to), length - 1)];
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  return first < length ? { kind: 'part', first, last } : { kind: 'unsatisfiable' };
}

function suffix(count: number, length: number): ByteRange {
  if (count === 0 || length === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', first: Math.max(0, length - count), last: length - 1 };
}
