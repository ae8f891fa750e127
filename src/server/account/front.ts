/** Pages and forms of somebody who is signed in. */
import { appendAudit } from '#server/audit/audit.ts';
import { answerPage, hidden } from '#server/pages/page.ts';
import { openForm, type SentForm } from '#server/pages/sent-form.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import type { Account } from './account-ports.ts';
import { type AccountAnswer, leadTo } from './answer.ts';
import { type AccountRequest, callIn, callOf } from './call.ts';
import { clearCookie, setCookie } from './cookies.ts';
import { backLink, type Notice } from './markup.ts';
import type { Acted, AccountPage, Call, Content } from './page.ts';
import { Refusal, refusals, sentenceOf } from './refusal.ts';
import { beginSession, endSession, endSessionsOf, newSecret, strengthenSession } from './sessions.ts';
import { texts } from './texts.ts';

/** A page with its name in addresses; the first page has none. */
export interface Place {
  readonly name: string;
  readonly page: AccountPage;
}

/** Shows a page. */
export async function showPage(account: Account, request: AccountRequest, place: Place): Promise<AccountAnswer> {
  const call = await callOf(account, request);
  if (!call) return leadTo(signInAt(place));
  return rendered(place, await place.page.show(call, {}), call);
}

/** Answers a form of a page. @throws {Refusal} that has no page to be told on */
export async function submitPage(
  account: Account,
  request: AccountRequest,
  place: Place,
  sent: SentForm,
): Promise<AccountAnswer> {
  const call = await callOf(account, request);
  if (!call) return leadTo(signInAt(place));
  const fields = openedForm(call, sent);
  try {
    return await answerTo(place, call, await act(place, call, fields));
  } catch (error) {
    if (!(error instanceof Refusal) || refusals[error.code].status !== 200) throw error;
    return tell(place, call, error);
  }
}

/** Ends the session. @throws {Refusal} */
export async function signOut(account: Account, request: AccountRequest, sent: SentForm): Promise<AccountAnswer> {
  const call = await callOf(account, request);
  if (call) {
    openedForm(call, sent);
    const { database, clock } = account.ports;
    await database.write(async (writer) => {
      await endSession(writer, call.session.hash);
      const event = { type: 'account.signed-out', outcome: 'changed', userId: call.user.id } as const;
      appendAudit(writer, clock.now(), [{ ...event, address: call.address }]);
    });
  }
  return leadTo('/account/signed-out', [clearCookie('session')]);
}

/** Writes a refusal down; of one address only so many, lest anybody fill the chain. */
export function noteRefusal(account: Account, { code, context }: Refusal, address: string, userId?: string): void {
  if (account.written.take(address).kind === 'limited') return;
  account.ports.audit.record({
    type: 'account.refused',
    outcome: 'refused',
    code,
    address,
    ...(userId === undefined ? {} : { userId }),
    detail: { adminDescription: refusals[code].admin, ...(context.reason ? { reason: context.reason } : {}) },
  });
}

function openedForm({ account, attempt }: Call, sent: SentForm): URLSearchParams {
  const form = openForm(account.formKey, attempt, sent, account.ports.origin);
  if (form.kind !== 'ours') throw new Refusal(form.kind === 'foreign' ? 'form_foreign' : 'body_unreadable');
  return form.fields;
}

function act({ page }: Place, call: Call, fields: URLSearchParams): Promise<Acted> {
  const step = fields.get('step') ?? '';
  const wanted = Object.hasOwn(page.acts, step) ? page.acts[step] : undefined;
  if (!wanted) throw new Refusal('action_unknown');
  if (wanted.isGuarded && call.confirmation.kind !== 'confirmed') throw new Refusal('confirmation_missing');
  return wanted.run(call, fields);
}

async function answerTo(place: Place, call: Call, acted: Acted): Promise<AccountAnswer> {
  if (acted.kind === 'shown') {
    const { refusal } = acted;
    if (refusal) noteRefusal(call.account, refusal, call.address, call.user.id);
    return rendered(place, acted, call, refusal && { problem: sentenceOf(refusal) });
  }
  const { told, isSessionNew = false, proved } = acted;
  const { call: present, cookies } = isSessionNew ? await renewed(call) : await again(call, proved);
  const notice = { told };
  return { ...(await rendered(place, await place.page.show(present, notice), present, notice)), cookies };
}

async function tell(place: Place, call: Call, refusal: Refusal): Promise<AccountAnswer> {
  noteRefusal(call.account, refusal, call.address, call.user.id);
  const notice = { problem: sentenceOf(refusal) };
  return rendered(place, await place.page.show(call, notice), call, notice);
}

/** The same session after something has changed. A new factor may be stronger than what the session was begun with. */
async function again(
  { account, user, session, address }: Call,
  proved: FactorMethod | undefined,
): Promise<{ readonly call: Call; readonly cookies: readonly string[] }> {
  if (proved === undefined) return { call: await callIn(account, session, { user, address }), cookies: [] };
  await account.ports.database.write((writer) => strengthenSession(writer, session, proved));
  const present = { ...session, methods: [...session.methods, proved] };
  return { call: await callIn(account, present, { user, address }), cookies: [] };
}

/** Another session in the place of every one of the person. */
async function renewed(call: Call): Promise<{ readonly call: Call; readonly cookies: readonly string[] }> {
  const { account, user, session } = call;
  const { database, clock, random } = account.ports;
  const secret = newSecret(random);
  const begunAt = clock.now();
  const { methods, provedAt, browser, address } = session;
  const next = { userId: user.id, methods, provedAt, begunAt, browser, address };
  const hash = await database.write(async (writer) => {
    await endSessionsOf(writer, user.id);
    return beginSession(writer, secret, next, undefined);
  });
  const present = await callIn(account, { ...next, hash, usedAt: begunAt }, call);
  return { call: present, cookies: [setCookie('session', secret)] };
}

async function rendered(
  { name, page }: Place,
  shown: Content,
  { account, formToken }: Call,
  notice: Notice = {},
): Promise<AccountAnswer> {
  const { title = page.title, content, script = false } = shown;
  const isFirst = name === '';
  return answerPage({
    title,
    problem: notice.problem,
    above: isFirst ? '' : backLink,
    content: isFirst ? `${content}\n${signOutForm(formToken)}` : content,
    script,
    look: 'account',
    brand: await account.ports.brand?.(),
  });
}

function signOutForm(formToken: string): string {
  return `<form method="post" action="/account/sign-out">
${hidden('token', formToken)}
<button type="submit" class="plain">${texts.signOut}</button>
</form>`;
}

function signInAt({ name }: Place): string {
  return name === '' ? '/account/sign-in' : `/account/sign-in?next=${name}`;
}
