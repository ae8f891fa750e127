/** What somebody typed into fields for passwords on a page is a secret, by the page's own word for the field. */
import type { PageAct } from '#api/desk/acts.ts';
import type { TypedSecrets } from '../typed-secrets.ts';

/** Remembers it, so that no record of a message shows it. */
export function rememberTyped(act: PageAct, html: string, secrets: TypedSecrets): void {
  if (act.kind !== 'send') return;
  const names = new Set(
    [...html.matchAll(/<input\b[^>]*>/gi)]
      .map(([tag]) => tag)
      .filter((tag) => /\btype\s*=\s*["']?password/i.test(tag))
      .map((tag) => /\bname\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1]),
  );
  for (const [name, value] of act.entries) if (names.has(name)) secrets.add(value);
}
