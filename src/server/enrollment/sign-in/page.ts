/**
 * The pages of the sign-in: forms that work without scripts, without cookies, and for people who hear or enlarge them. They
 * are shown in Setup Assistant's sheet, so they hold nothing that leads away.
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { authenticationResultsScheme } from '#protocol/ade/authentication-results.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Answer } from '../context.ts';
import { pageStyle } from './page-style.ts';

/** What a page shows. */
export interface SignInPage {
  readonly organisation: string;
  /** What is asked for. */
  readonly step: 'password' | 'code';
  /** Proves that the form comes from here. */
  readonly formToken: string;
  /** What was typed before. */
  readonly userName: string;
  /** What went wrong. */
  readonly problem: string | undefined;
}

/**
 * Nothing but the page's own style and form. The scheme of the sign-in's end stands beside `'self'`, since browsers hold a
 * form to this also where the answer leads on.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${toBase64(nodeCrypto.sha256(utf8(pageStyle)))}'`,
  `form-action 'self' ${authenticationResultsScheme}:`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The answer with a page. The referrer keeps to us: with none, the form's `Origin` would be `null`. */
export function answerPage(page: SignInPage): Answer {
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: utf8(renderPage(page)),
    headers: { 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'same-origin' },
  };
}

/** The page. */
export function renderPage(page: SignInPage): string {
  const { organisation, problem } = page;
  const title = `Sign in to ${organisation}`;
  const alert = problem === undefined ? '' : `<p class="alert" id="problem" role="alert">${escaped(problem)}</p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${problem === undefined ? '' : 'Error: '}${escaped(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${page.step === 'password' ? passwordForm(page, alert) : codeForm(page, alert)}
</main>
</body>
</html>
`;
}

function passwordForm(page: SignInPage, alert: string): string {
  const described = page.problem === undefined ? '' : ' aria-describedby="problem"';
  return `<p class="faint">This Mac belongs to ${escaped(page.organisation)}. Use your work account to set it up.</p>
${alert}<form method="post">
${hidden('token', page.formToken)}
${hidden('step', 'password')}
<label for="username">User name</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${escaped(page.userName)}"${page.userName === '' ? ' autofocus' : ''}${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${page.userName === '' ? '' : ' autofocus'}${described}>
${buttons('Sign In')}
</form>`;
}

function codeForm(page: SignInPage, alert: string): string {
  const described = page.problem === undefined ? 'hint' : 'problem hint';
  return `<p class="faint" id="hint">Enter the six digits that your authenticator shows.</p>
${alert}<form method="post">
${hidden('token', page.formToken)}
${hidden('step', 'code')}
<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus aria-describedby="${described}">
${buttons('Continue')}
</form>`;
}

// Whoever presses Return presses the first button.
function buttons(go: string): string {
  return `<button type="submit">${go}</button>
<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>Cancel</button>`;
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escaped(value)}">`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
