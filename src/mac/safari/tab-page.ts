/** What a tab shows: HTML as a page, text as text, and everything else as something to download. */
import type { Answer } from '../transport.ts';
import { profileType } from '../web-view/web-view.ts';
import type { SafariPage } from './page/page.ts';
import { readSafariPage, textPage } from './page/read-page.ts';
import type { Tab } from './safari-state.ts';

/** The page of a tab. */
export function pageOf({ contentType, body, url }: Tab): SafariPage {
  return isHtml(contentType) ? readSafariPage(body, url) : textPage(body);
}

/** A tab that shows an answer; undefined for what Safari downloads. */
export function tabOf({ status, headers, text }: Answer, url: string, history: readonly string[]): Tab | undefined {
  const contentType = typeOf(headers);
  const isAttachment = /^\s*attachment\b/i.test(headers['content-disposition'] ?? '');
  if (isAttachment || !isShown(contentType)) return undefined;
  return {
    url,
    status,
    contentType,
    body: text,
    contentPolicy: headers['content-security-policy'],
    referrerPolicy: headers['referrer-policy'],
    history,
    message: undefined,
  };
}

/** A file that is offered. */
export interface Download {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** A configuration profile: Settings takes it from here. */
  readonly isProfile: boolean;
}

/** The file of an answer, by the name that it gives itself or by its address. */
export function downloadOf({ headers, bytes }: Answer, url: string): Download {
  const named = /filename\s*=\s*"?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1];
  const last = new URL(url).pathname.split('/').findLast((part) => part !== '');
  const contentType = typeOf(headers);
  // Nothing of a path is taken: a server does not say where a file goes.
  const fileName = (named ?? last ?? 'download').split(/[/\\]/).at(-1)?.trim() ?? 'download';
  return { fileName, contentType, bytes, isProfile: contentType === profileType };
}

function typeOf(headers: Answer['headers']): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function isHtml(contentType: string): boolean {
  return contentType === 'text/html' || contentType === 'application/xhtml+xml';
}

/** An answer without a type is looked at; an empty one is an empty page. */
function isShown(contentType: string): boolean {
  return (
    contentType === '' ||
    isHtml(contentType) ||
    contentType.startsWith('text/') ||
    /^application\/(?:[\w.-]+\+)?json$/.test(contentType)
  );
}
