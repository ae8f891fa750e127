/** Members that several nouns share, so that a time or a page looks the same everywhere. */
import { z } from 'zod';

/** A moment, as ISO 8601 in UTC with milliseconds. */
export const time = z.iso.datetime().meta({ id: 'Time', examples: ['2026-11-23T09:00:00.000Z'] });

/** A moment, or null for never or unknown. */
export const timeOrNever = time.nullable();

/** Milliseconds since 1970 as a moment of the contract. */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The same for a moment that may not have come. */
export function timeOrNeverOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : timeOf(milliseconds);
}

// Names end up in tables, logs and terminals: no control characters, which also keeps U+0000 from the store.
const printable = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;

/** Text for people: one line, no control characters, 1 to `length` characters. */
export function line(length: number) {
  return z.string().trim().min(1).max(length).regex(printable, 'must be one line without control characters');
}

/** How a thing is named in an address: its id, or a name that is its own. */
export const reference = line(320);

/** The most items of one page. */
export const largestPage = 200;

/** How lists are cut: a cursor, a size. */
export const listQuery = z.strictObject({
  after: line(1000).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number<number>().int().min(1).max(largestPage).default(50).describe('Most items of the page.'),
});

/** How lists are cut and searched: by the beginning of names, without regard to case. */
export const searchQuery = listQuery.extend({
  search: line(200).optional().describe('Only what begins with this, without regard to case.'),
});

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Give it back as `after` for the next page; null on the last one.'),
  });
}

/** What became of an action that may have been taken before. */
export const actionResult = z
  .object({ outcome: z.enum(['done', 'already']).describe('`already`: nothing had to change.') })
  .meta({ id: 'ActionResult' });

/** A password on its way in. The rules for passwords are the directory's. */
export const password = z.string().min(1).max(1024).meta({ format: 'password' });
