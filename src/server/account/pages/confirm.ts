/** What stands in the place of forms until the person has confirmed that it is they. */
import { escaped } from '#server/pages/page.ts';
import { buttonLink } from '../markup.ts';
import type { Call } from '../page.ts';
import { texts } from '../texts.ts';

/** The forms of a page, or the way to them. `page`: its name in addresses. */
export function whenConfirmed({ confirmation }: Call, page: string, forms: () => string): string {
  if (confirmation.kind === 'confirmed') return forms();
  const words = confirmation.kind === 'old' ? texts.confirm.old : texts.confirm.weak[confirmation.wanted];
  return `<p class="faint">${escaped(words)}</p>\n${buttonLink(`/account/sign-in?next=${page}`, texts.confirm.go)}`;
}
