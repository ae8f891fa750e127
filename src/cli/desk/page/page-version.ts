/** What changes whenever a page does. */
import { createHash } from 'node:crypto';

/** A short text that is another one for another page. */
export function versionOf({ url, html }: { readonly url: string; readonly html: string }): string {
  return createHash('sha256').update(url).update('\0').update(html).digest('base64url').slice(0, 16);
}
