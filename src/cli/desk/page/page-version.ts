/** What changes whenever a page does. */
import { createHash } from 'node:crypto';

/** What of a page counts. */
export interface VersionedPage {
  readonly url: string;
  readonly html: string;
  /** It is loaded anew every second, and looks the same until something happens elsewhere. */
  readonly isWaiting: boolean;
}

/**
 * A short text that is another one for another page. Of a page that waits only what somebody sees counts: its tokens are fresh
 * each time, and a window that was drawn anew for them would flicker. What a form's hidden fields say is the Mac's business.
 */
export function versionOf({ url, html, isWaiting }: VersionedPage): string {
  const seen = isWaiting ? withoutTokens(html) : html;
  return createHash('sha256').update(url).update('\0').update(seen).digest('base64url').slice(0, 16);
}

function withoutTokens(html: string): string {
  return html
    .replaceAll(/<input\b[^>]*\btype\s*=\s*["']?hidden\b[^>]*>/gi, '')
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/\s(?:nonce|action|formaction|data-[\w-]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '');
}
