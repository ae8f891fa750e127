/** The pages of Notes: server-rendered, without scripts. */
import { createHash } from 'node:crypto';
import type { SignedIn } from './identity-server.ts';
import { longestNote, type Note } from './note-book.ts';
import { pageStyle } from './page-style.ts';
import type { Session } from './sessions.ts';
import { howSure, methodsOf } from './words.ts';

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Headers of a page. Signing out leads on to the identity server, so that its origin stands beside our own. */
export function pageHeaders(identityServer: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${identityServer}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/** The desk: a place to write, what was written, and who is here. */
export function deskPage({ person, formToken }: Session, notes: readonly Note[]): string {
  const token = `<input type="hidden" name="token" value="${formToken}">`;
  const header = `<header><p class="brand">Notes</p>
<form method="post" action="/sign-out">${token}<button class="plain">Sign Out</button></form></header>`;
  const content = `<section>
<h1>${escaped(`Hello, ${person.name}`)}</h1>
<form method="post" action="/notes">${token}
<label for="text">A new note</label>
<textarea id="text" name="text" maxlength="${longestNote}" required></textarea>
<button>Save</button>
</form>
${notes.length === 0 ? '<p class="faint small" id="empty">Nothing is written yet. Notes are forgotten when this demonstration stops.</p>' : listOf(notes, token)}
</section>
${aboutCard(person)}`;
  return document('Notes', `${header}\n<main>\n${content}\n</main>`);
}

function listOf(notes: readonly Note[], token: string): string {
  const items = notes.map(
    ({ id, text, writtenAt }) => `<li><p>${escaped(text)}</p>
<footer><span class="small faint">${moment(writtenAt)}</span>
<form method="post" action="/notes/remove">${token}<input type="hidden" name="note" value="${id}"><button class="plain" aria-label="Delete the note ${escaped(text.slice(0, 40))}">Delete</button></form></footer></li>`,
  );
  return `<ul class="notes">${items.join('\n')}</ul>`;
}

function aboutCard(person: SignedIn): string {
  const rows: readonly (readonly [string, string])[] = [
    ['You are', escaped(person.userPrincipalName ?? person.subject)],
    ['Groups', escaped(person.groups.join(', ') || 'none')],
    ['How sure that is', escaped(howSure(person))],
    ['What was used', escaped(methodsOf(person).join(', ') || 'not told')],
    ['Signed in', person.authTime === undefined ? 'not told' : moment(person.authTime * 1000)],
  ];
  const items = rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`);
  return `<aside class="card" aria-labelledby="about"><h2 id="about">What Notes was told of you</h2>
<dl>${items.join('\n')}</dl>
<p class="small faint"><code>acr ${escaped(person.acr ?? '-')}</code><br><code>amr ${escaped(person.amr.join(' ') || '-')}</code></p></aside>`;
}

/** A page with one sentence, and the way to sign in. */
export function signInPage(title: string, sentence: string, problem?: string): string {
  const alert = problem === undefined ? '' : `<p class="alert" role="alert">${escaped(problem)}</p>`;
  return document(
    title,
    `<main class="alone"><section class="card"><h1>${escaped(title)}</h1>${alert}<p>${escaped(sentence)}</p>
<p><a class="button" href="/sign-in">Sign In</a></p></section></main>`,
  );
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function moment(time: number): string {
  const text = new Date(time).toISOString();
  return `<time datetime="${text}">${text.slice(0, 10)}, ${text.slice(11, 16)} UTC</time>`;
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
