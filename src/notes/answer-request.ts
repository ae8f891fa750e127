/** What Notes answers. Every request is read, ruled on and answered here; nothing of one is kept but in its session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { cookiesOf, setCookie } from './cookies.ts';
import { addressesOf, type NotesParts } from './parts.ts';
import { deskPage, pageHeaders, signInPage } from './pages.ts';
import { readForm } from './read-form.ts';
import type { Session } from './sessions.ts';

const sessionCookie = 'notes-session';
const signInCookie = 'notes-sign-in';

/** A request as the rules see it. */
interface Visit {
  readonly parts: NotesParts;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly session: Session | undefined;
}

/** An answer. */
interface NotesAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

type Rule = (visit: Visit) => NotesAnswer | Promise<NotesAnswer>;

const rules: Readonly<Record<string, Rule>> = {
  'GET /': desk,
  'GET /sign-in': beginSignIn,
  'GET /callback': finishSignIn,
  'GET /signed-out': signedOut,
  'POST /notes': withForm((visit, session, form) => {
    visit.parts.book.write(session.person.subject, form.get('text') ?? '');
    return leadTo('/');
  }),
  'POST /notes/remove': withForm((visit, session, form) => {
    visit.parts.book.remove(session.person.subject, form.get('note') ?? '');
    return leadTo('/');
  }),
  'POST /sign-out': withForm(signOut),
  'POST /back-channel-logout': backChannelLogout,
};

/** Answers a request. Never throws. */
export async function answerRequest(
  parts: NotesParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await ruled(parts, request).catch((error: unknown): NotesAnswer => {
    parts.say(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
    return page(parts, signInPage('Notes', 'Something went wrong here. Please try again.'), 500);
  });
  const { status, headers = {}, body = '' } = answer;
  response.writeHead(status, { 'cache-control': 'no-store', ...headers } as Record<string, string | string[]>);
  response.end(body);
}

async function ruled(parts: NotesParts, request: IncomingMessage): Promise<NotesAnswer> {
  const url = new URL(request.url ?? '/', parts.url);
  const rule = rules[`${request.method} ${url.pathname}`];
  if (!rule) return page(parts, signInPage('Not here', 'There is no such page in Notes.'), 404);
  const session = parts.sessions.find(cookiesOf(request).get(sessionCookie) ?? '');
  return rule({ parts, url, request, session });
}

function desk({ parts, session }: Visit): NotesAnswer {
  if (!session) return leadTo('/sign-in');
  return page(parts, deskPage(session, parts.book.of(session.person.subject)));
}

async function beginSignIn({ parts, url }: Visit): Promise<NotesAnswer> {
  const silently = url.searchParams.get('prompt') === 'none' ? { prompt: 'none' } : {};
  const { url: leadsTo, begun } = await parts.identityServer.begin(addressesOf(parts.url).callback, silently);
  return leadTo(leadsTo.href, [setCookie(signInCookie, parts.sessions.keep(begun), 600)]);
}

async function finishSignIn({ parts, url, request }: Visit): Promise<NotesAnswer> {
  const begun = parts.sessions.take(cookiesOf(request).get(signInCookie) ?? '');
  const forget = setCookie(signInCookie, '', 0);
  if (!begun) {
    const late = 'This sign-in is over, or was begun in another browser.';
    return page(parts, signInPage('Notes', 'Please sign in again.', late), 400);
  }
  try {
    const session = parts.sessions.open(await parts.identityServer.finish(url, begun));
    return leadTo('/', [forget, setCookie(sessionCookie, session.id)]);
  } catch (error) {
    parts.say(`a sign-in failed: ${error instanceof Error ? error.message : String(error)}`);
    const word = url.searchParams.get('error');
    const problem = word === null ? 'The answer of the identity server does not fit.' : reasonOf(word);
    return page(parts, signInPage('Notes', 'You are not signed in.', problem), 400);
  }
}

function reasonOf(word: string): string {
  if (word === 'login_required') return 'The identity server does not know who you are without asking.';
  return word === 'access_denied' ? 'The sign-in was cancelled.' : 'The identity server refused the sign-in.';
}

function signOut({ parts }: Visit, session: Session): NotesAnswer {
  parts.sessions.end(session.id);
  const leadsTo = parts.identityServer.signOutUrl(session.person.idToken, addressesOf(parts.url).signedOut);
  return leadTo(leadsTo.href, [setCookie(sessionCookie, '', 0)]);
}

function signedOut({ parts }: Visit): NotesAnswer {
  return page(parts, signInPage('Signed out', 'You are signed out of Notes.'));
}

// Not a person's browser: the identity server itself. It is believed for its signature alone.
async function backChannelLogout({ parts, request }: Visit): Promise<NotesAnswer> {
  const form = await readForm(request);
  const notice = form && (await parts.logoutTokens.read(form.get('logout_token') ?? ''));
  if (!notice)
    return { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_request"}' };
  const ended = parts.sessions.endNamed(notice);
  parts.say(`the identity server ended ${ended} ${ended === 1 ? 'session' : 'sessions'}`);
  return { status: 200 };
}

function withForm(act: (visit: Visit, session: Session, form: URLSearchParams) => NotesAnswer): Rule {
  return async (visit) => {
    const { parts, request, session } = visit;
    if (!session) return leadTo('/sign-in');
    const { origin } = request.headers;
    const form = await readForm(request);
    const token = form?.get('token') ?? '';
    const isOurs =
      (origin === undefined || origin === parts.url) && constantTimeEqual(utf8(token), utf8(session.formToken));
    if (!form || !isOurs) {
      return page(
        parts,
        signInPage('Notes', 'Please go back and try again.', 'This form does not come from here.'),
        403,
      );
    }
    return act(visit, session, form);
  };
}

function page({ identityServer }: NotesParts, body: string, status = 200): NotesAnswer {
  return { status, headers: pageHeaders(identityServer.origin), body };
}

function leadTo(location: string, cookies: readonly string[] = []): NotesAnswer {
  return { status: 303, headers: { location, 'set-cookie': [...cookies] } };
}
