/**
 * Pages for people: documents and forms that work without scripts, and for people who hear or enlarge them. The feature
 * owns how a page looks, what it may load, and that a form comes from here; what is asked is the business of who shows it.
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type Brand, brandFoot, brandLogo, brandStyle } from './brand.ts';
import { escaped } from './escaped.ts';
import { type Look, pageStyles } from './page-style.ts';

/** A page. */
export interface Page {
  readonly title: string;
  /** What went wrong, in words for the person: it stands above the content, and in the title. */
  readonly problem?: string | undefined;
  /** HTML above the title, such as the way back. */
  readonly above?: string | undefined;
  /** HTML. */
  readonly content: string;
  /** One question unless given. */
  readonly look?: Look | undefined;
  /** Whether the page loads the script of the sign-in pages: for passkeys, and to go on by itself. */
  readonly script?: boolean | undefined;
  /** Seconds after which a browser without scripts loads the page again. */
  readonly lookAgain?: number | undefined;
  /** BCP 47; English otherwise. */
  readonly language?: string | undefined;
  /** The organisation's look. */
  readonly brand?: Brand | undefined;
}

/** A page as it is answered. */
export interface PageAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Headers of a page: nothing but its own style and forms. Browsers hold a form to `form-action` also where the answer leads
 * on, so that further places stand beside `'self'`. The referrer keeps to us: with none, a form's `Origin` would be `null`.
 * @param furtherTargets origins (`https://app.example`) or schemes (`app.example:`)
 */
function pageHeaders(
  { script, look = 'sign-in', brand }: Page,
  furtherTargets: readonly string[],
): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    ...(script ? ["script-src 'self'", "connect-src 'self'"] : []),
    `style-src 'sha256-${toBase64(nodeCrypto.sha256(utf8(styleOf(look, brand))))}'`,
    ...(brand?.logo ? ["img-src 'self'"] : []),
    `form-action ${["'self'", ...furtherTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return { 'content-security-policy': policy.join('; '), 'referrer-policy': 'same-origin' };
}

function styleOf(look: Look, brand: Brand | undefined): string {
  return `${pageStyles[look]}${brandStyle(brand, look)}`;
}

/** The answer with a page. `furtherTargets` as in {@link pageHeaders}. */
export function answerPage(page: Page, furtherTargets: readonly string[] = [], status = 200): PageAnswer {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: utf8(renderPage(page)),
    headers: pageHeaders(page, furtherTargets),
  };
}

/** The document. */
export function renderPage(page: Page): string {
  const {
    title,
    problem,
    above = '',
    content,
    script = false,
    look = 'sign-in',
    lookAgain,
    language = 'en',
    brand,
  } = page;
  const refresh =
    lookAgain === undefined ? '' : `<noscript><meta http-equiv="refresh" content="${lookAgain}"></noscript>\n`;
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${problem === undefined ? '' : 'Error: '}${escaped(title)}</title>
${refresh}${script ? '<script src="/sign-in/script.js" defer></script>\n' : ''}<style>${styleOf(look, brand)}</style>
</head>
<body>
<main>
${brandLogo(brand)}${above}<h1>${escaped(title)}</h1>
${content}
</main>
${brandFoot(brand)}</body>
</html>
`;
}

/** What went wrong, read out at once. Fields point at it by its id, `problem`. */
export function alertOf(problem: string | undefined): string {
  return problem === undefined ? '' : `<p class="alert" id="problem" role="alert">${escaped(problem)}</p>\n`;
}

/** A field that nobody sees. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escaped(value)}">`;
}

export { type Brand, papers } from './brand.ts';
export { escaped } from './escaped.ts';
