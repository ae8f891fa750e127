/** Parts of pages: rows, forms, notices, moments. */
import { renderSVG } from 'uqr';
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import { texts } from './texts.ts';

/** What a page says of the form before. */
export interface Notice {
  readonly told?: string | undefined;
  readonly problem?: string | undefined;
}

/** What came of the form before, read out at once. */
export function noticeOf({ told, problem }: Notice): string {
  return `${told === undefined ? '' : `<p class="told" role="status">${escaped(told)}</p>\n`}${alertOf(problem)}`;
}

/** A form with one button. */
export function buttonForm(
  { formToken, step, fields = {} }: { formToken: string; step: string; fields?: Readonly<Record<string, string>> },
  { label, name, isPlain = false }: { readonly label: string; readonly name?: string; readonly isPlain?: boolean },
): string {
  const further = Object.entries(fields).map(([key, value]) => `${hidden(key, value)}\n`);
  const spoken = name === undefined ? '' : ` aria-label="${escaped(name)}"`;
  return `<form method="post">
${hidden('token', formToken)}
${hidden('step', step)}
${further.join('')}<button type="submit"${isPlain ? ' class="plain"' : ''}${spoken}>${escaped(label)}</button>
</form>`;
}

/** A link that looks like a button. */
export function buttonLink(href: string, label: string, isPlain = false): string {
  return `<p><a class="button${isPlain ? ' plain' : ''}" href="${escaped(href)}">${escaped(label)}</a></p>`;
}

/** A list of things; HTML each. */
export function rowsOf(items: readonly string[]): string {
  return `<ul class="rows">\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
}

/** A thing in a list: its name, what is known of it, and what can be done with it. */
export function rowOf(name: string, facts: string, action = ''): string {
  return `<div class="row"><div><strong>${escaped(name)}</strong><br><span class="faint">${escaped(facts)}</span></div>${action}</div>`;
}

/** A QR code as a picture within the page, black on white also where the page is dark: cameras want it so. */
export function qrCode(text: string, label: string): string {
  const svg = renderSVG(text, { border: 3, ecc: 'M' });
  return `<div class="qr" role="img" aria-label="${escaped(label)}">${svg}</div>`;
}

/** A day, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A moment, in UTC. */
export function momentOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The way back. */
export const backLink = `<p class="back"><a href="/account">${escaped(texts.back)}</a></p>`;
