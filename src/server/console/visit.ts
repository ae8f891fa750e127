/** Signing in to the console: by the pages of the sign-in, in a session of ours. */
import { appendAudit } from '#server/audit/audit.ts';
import { browserName } from '#server/http/browser-name.ts';
import { alertOf, answerPage, escaped, type PageAnswer } from '#server/pages/page.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { SignedIn, SignInAnswer, Visit } from '#server/sign-in/feature.ts';
import { roleOf } from './admission.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';
import type { ConsolePorts } from './ports.ts';
import { beginSession, newSecret, newSessionId } from './sessions.ts';
import { texts } from './texts.ts';

/** What a request of the pages brings. */
export interface PageRequest {
  readonly cookie: string | undefined;
  readonly address: string;
  readonly query: URLSearchParams;
  readonly languages: string | undefined;
  /** `User-Agent`. */
  readonly userAgent: string | undefined;
}

/** A page, or the way to another one, with the cookies that it sets. */
export type ConsoleAnswer =
  | (PageAnswer & { readonly cookies: readonly string[] })
  | { readonly status: 303; readonly location: string; readonly cookies: readonly string[] };

/** Shows where the sign-in stands, or answers a form of it. */
export async function signIn(ports: ConsolePorts, request: PageRequest, sent?: SentForm): Promise<ConsoleAnswer> {
  const known = readCookie(request.cookie, 'sign-in');
  const secret = known ?? newSecret(ports.random);
  const next = nextOf(request.query);
  const visit = visitOf(ports, request, { secret, next });
  const outcome = await (sent === undefined ? ports.signIns.show(visit) : ports.signIns.submit(visit, sent));
  if (outcome.kind === 'page') return { ...outcome.answer, cookies: known ? [] : [setCookie('sign-in', secret)] };
  return afterwards(ports, request, outcome, next);
}

async function afterwards(
  ports: ConsolePorts,
  request: PageRequest,
  outcome: Exclude<SignInAnswer, { kind: 'page' }>,
  next: string,
): Promise<ConsoleAnswer> {
  switch (outcome.kind) {
    case 'signed-in':
      return begun(ports, request, outcome.signedIn, next);
    case 'cancelled':
      return { status: 303, location: '/account', cookies: [clearCookie('sign-in')] };
    case 'unreadable':
    case 'foreign':
      return { ...(await foreignPage(ports)), cookies: [clearCookie('sign-in')] };
  }
}

async function begun(
  ports: ConsolePorts,
  { cookie, address, userAgent }: PageRequest,
  { user, methods, at }: SignedIn,
  next: string,
): Promise<ConsoleAnswer> {
  const { database, clock, random, audit } = ports;
  const role = roleOf(user);
  if (role === undefined) {
    const code = 'console_role_missing';
    audit.record({ type: 'console.sign-in.refused', outcome: 'refused', code, userId: user.id, address });
    return { ...(await refusedPage(ports)), cookies: [clearCookie('sign-in')] };
  }
  const secret = newSecret(random);
  const now = clock.now();
  const id = newSessionId(random);
  await database.write(async (writer) => {
    const secrets = { next: secret, former: readCookie(cookie, 'session') };
    const place = { browser: browserName(userAgent), address };
    await beginSession(writer, secrets, { id, userId: user.id, methods, provedAt: at, begunAt: now, ...place });
    const detail = { session: id, role, methods: methods.join(' ') };
    appendAudit(writer, now, [
      { type: 'console.sign-in.allowed', outcome: 'allowed', userId: user.id, address, detail },
    ]);
  });
  return { status: 303, location: next, cookies: [setCookie('session', secret), clearCookie('sign-in')] };
}

/** Only to a page of the console: whatever else is asked for leads to the first one. */
function nextOf(query: URLSearchParams): string {
  const next = query.get('next') ?? '';
  return /^\/console\/[\w./~%-]*(?:\?[\w.~%=&+-]*)?$/.test(next) && !next.includes('..') ? next : '/console/';
}

function visitOf(
  { origin, organisation }: ConsolePorts,
  { address, query, languages }: PageRequest,
  { secret, next }: { readonly secret: string; readonly next: string },
): Visit {
  return {
    id: `console:${secret}`,
    purpose: 'console',
    target: texts.target,
    title: texts.title(organisation),
    reason: texts.reason,
    userName: '',
    address,
    formTargets: [],
    url: `${origin}/console/sign-in${next === '/console/' ? '' : `?next=${encodeURIComponent(next)}`}`,
    query,
    languages,
  };
}

async function refusedPage({ brand }: ConsolePorts): Promise<PageAnswer> {
  const { title, text, again, account } = texts.refused;
  const content = `<p>${escaped(text)}</p>\n<p class="faint"><code>console_role_missing</code></p>
<p><a class="button" href="/console/sign-in">${again}</a></p>\n<p><a class="button plain" href="/account">${account}</a></p>`;
  return answerPage({ title, content, look: 'account', brand: await brand?.() }, [], 403);
}

async function foreignPage({ organisation, brand }: ConsolePorts): Promise<PageAnswer> {
  const title = texts.title(organisation);
  const content = `${alertOf(texts.foreign)}<p><a class="button" href="/console/sign-in">${texts.begin}</a></p>`;
  return answerPage({ title, problem: texts.foreign, content, look: 'account', brand: await brand?.() }, [], 403);
}
