/** Signing in to the person's own pages, and again before a change: by the pages of the sign-in, in a session of ours. */
import { appendAudit } from '#server/audit/audit.ts';
import { browserName } from '#server/http/browser-name.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { SignedIn, SignInAnswer, Visit } from '#server/sign-in/feature.ts';
import type { Account } from './account-ports.ts';
import { type AccountAnswer, leadTo } from './answer.ts';
import { type AccountRequest, callOf } from './call.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';
import type { Call } from './page.ts';
import { Refusal } from './refusal.ts';
import { beginSession, newSecret } from './sessions.ts';
import { texts } from './texts.ts';

/** Where a sign-in leads: a page of ours by its name, the first page by none. */
export interface Aim {
  readonly next: string;
}

/** Shows where the sign-in stands, or answers a form of it. @throws {Refusal} */
export async function signIn(
  account: Account,
  request: AccountRequest,
  { next }: Aim,
  sent?: SentForm,
): Promise<AccountAnswer> {
  const call = await callOf(account, request);
  const place = next === '' ? '/account' : `/account/${next}`;
  if (call && (next === '' || call.confirmation.kind === 'confirmed')) return leadTo(place);
  const known = readCookie(request.cookie, 'sign-in');
  const secret = known ?? newSecret(account.ports.random);
  const visit = visitOf(account, request, { secret, next, call });
  const { signIns } = account.ports;
  const outcome = await (sent === undefined ? signIns.show(visit) : signIns.submit(visit, sent));
  if (outcome.kind === 'page') return { ...outcome.answer, cookies: known ? [] : [setCookie('sign-in', secret)] };
  const { address, userAgent } = request;
  return afterwards(account, outcome, { call, place, address, browser: browserName(userAgent) });
}

async function afterwards(
  account: Account,
  outcome: Exclude<SignInAnswer, { kind: 'page' }>,
  {
    call,
    place,
    ...from
  }: {
    readonly call: Call | undefined;
    readonly place: string;
    readonly address: string;
    readonly browser: string | undefined;
  },
): Promise<AccountAnswer> {
  switch (outcome.kind) {
    case 'signed-in': {
      const secret = await begin(account, outcome.signedIn, { former: call, ...from });
      return leadTo(place, [setCookie('session', secret), clearCookie('sign-in')]);
    }
    case 'cancelled':
      return leadTo(call ? place : '/account/signed-out', [clearCookie('sign-in')]);
    case 'unreadable':
      throw new Refusal('body_unreadable');
    case 'foreign':
      throw new Refusal('form_foreign');
  }
}

async function begin(
  { ports }: Account,
  { user, methods, at }: SignedIn,
  {
    former,
    address,
    browser,
  }: { readonly former: Call | undefined; readonly address: string; readonly browser: string | undefined },
): Promise<string> {
  const { database, clock, random } = ports;
  const secret = newSecret(random);
  const now = clock.now();
  await database.write(async (writer) => {
    const session = { userId: user.id, methods, provedAt: at, begunAt: now, browser, address };
    await beginSession(writer, secret, session, former?.session.hash);
    const detail = { methods: methods.join(' '), again: former !== undefined };
    appendAudit(writer, now, [{ type: 'account.signed-in', outcome: 'allowed', userId: user.id, address, detail }]);
  });
  return secret;
}

function visitOf(
  { ports }: Account,
  { address, query, languages }: AccountRequest,
  { secret, next, call }: { readonly secret: string; readonly next: string; readonly call: Call | undefined },
): Visit {
  const { origin, organisation } = ports;
  const { visit: words } = texts;
  const parts = {
    // A sign-in of somebody is not one that confirms somebody, though it is in the same browser.
    id: `account:${secret}:${call?.attempt ?? ''}`,
    purpose: 'account',
    target: words.target,
    address,
    formTargets: [],
    url: `${origin}/account/sign-in${next === '' ? '' : `?next=${next}`}`,
    query,
    languages,
  } as const;
  if (!call) return { ...parts, title: words.title(organisation), reason: words.reason, userName: '' };
  const { user, confirmation } = call;
  const reason = confirmation.kind === 'weak' ? words.againWeak[confirmation.wanted] : words.againReason;
  return {
    ...parts,
    title: words.again,
    reason,
    userName: user.userPrincipalName,
    fixedUserId: user.id,
    confirms: true,
  };
}
