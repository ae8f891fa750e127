/** The registration window before the organisation's pages, and its end: a callback with a code for the extension. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import {
  encodeRegistrationCallback,
  parseWindowRequest,
  registrationCallbackScheme,
} from '#protocol/platform-sso/registration/window.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { PageAnswer } from '#server/pages/page.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { Origin, PlatformSso } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { newSecret } from '../registration-tokens.ts';
import { endpoints } from '../settings.ts';
import type { SignInPages, VisitAnswer, Visitor, WebSignedIn } from '../web-sign-in/ports.ts';
import { endWindow, findWindow, putWindow, type RegistrationWindow } from './windows.ts';

/** What a request says besides its form. */
export interface WindowFacts extends Origin {
  readonly id: string;
  /** The window's cookie. */
  readonly cookie: string;
  readonly query: URLSearchParams;
  readonly languages: string | undefined;
}

/** A page, or the way out. */
export type WindowReply = PageAnswer | { readonly status: 302; readonly headers: { readonly location: string } };

/** Opens a window: its address, and the cookie that must come with it. @throws {MessageError} of the query */
export async function openWindow(sso: PlatformSso, query: string): Promise<{ address: string; cookie: string }> {
  const window = parseWindowRequest(query);
  const [id, cookie] = [toBase64url(sso.random.bytes(24)), toBase64url(sso.random.bytes(24))];
  await sso.database.write((writer) => putWindow(writer, { id, cookie }, window, sso.clock.now()));
  return { address: `${endpoints(sso.settings.issuer).registrationWindow}/${id}`, cookie };
}

/** Shows where the sign-in stands. @throws {Refusal} `registration_window_unknown` */
export async function showWindow(sso: PlatformSso, pages: SignInPages, facts: WindowFacts): Promise<WindowReply> {
  const window = await windowOf(sso, facts);
  return replyTo(sso, window, facts, await pages.show(visitorOf(sso, window, facts)));
}

/** Answers a form. @throws {Refusal} as {@link showWindow}; `form_foreign`, `malformed_form` */
export async function submitWindow(
  sso: PlatformSso,
  pages: SignInPages,
  facts: WindowFacts,
  sent: SentForm,
): Promise<WindowReply> {
  const window = await windowOf(sso, facts);
  return replyTo(sso, window, facts, await pages.submit(visitorOf(sso, window, facts), sent));
}

async function windowOf(sso: PlatformSso, { id, cookie }: WindowFacts): Promise<RegistrationWindow> {
  const window = await findWindow(sso.database, id, cookie, sso.clock.now());
  if (!window) throw new Refusal('registration_window_unknown');
  return window;
}

function visitorOf(sso: PlatformSso, { serialNumber, loginHint }: RegistrationWindow, facts: WindowFacts): Visitor {
  const { issuer, accountDisplayName } = sso.settings;
  return {
    id: `registration:${facts.id}`,
    purpose: 'mac-registration',
    target: `Mac ${serialNumber}`,
    serialNumber,
    title: `Sign in to ${accountDisplayName}`,
    reason: 'Sign in with your work account to register this Mac.',
    userName: loginHint ?? '',
    address: facts.address,
    formTargets: [`${registrationCallbackScheme}:`],
    url: `${endpoints(issuer).registrationWindow}/${facts.id}`,
    query: facts.query,
    languages: facts.languages,
    syncsPassword: false,
  };
}

async function replyTo(
  sso: PlatformSso,
  window: RegistrationWindow,
  facts: WindowFacts,
  answer: VisitAnswer,
): Promise<WindowReply> {
  const { state } = window;
  switch (answer.kind) {
    case 'page':
      return answer.answer;
    case 'foreign':
      throw new Refusal('form_foreign');
    case 'unreadable':
      throw new Refusal('malformed_form');
    case 'cancelled':
      return leaving(encodeRegistrationCallback({ kind: 'failed', error: 'access_denied', state }));
    case 'signed-in':
      return finish(sso, window, facts, answer.signedIn);
  }
}

async function finish(
  sso: PlatformSso,
  { state, serialNumber }: RegistrationWindow,
  { id, address }: WindowFacts,
  { user, methods }: WebSignedIn,
): Promise<WindowReply> {
  const code = newSecret(sso.random).text;
  const now = sso.clock.now();
  const isFirst = await sso.database.write(async (writer) => {
    if (!(await endWindow(writer, id, { code, userId: user.id }, now))) return false;
    const type = 'platform-sso.registration-window';
    const detail = { serialNumber, methods: methods.join(' ') };
    appendAudit(writer, now, [{ type, outcome: 'allowed', userId: user.id, address, detail }]);
    return true;
  });
  if (!isFirst) throw new Refusal('registration_window_unknown', { userId: user.id });
  return leaving(encodeRegistrationCallback({ kind: 'code', code, state }));
}

function leaving(location: string): WindowReply {
  return { status: 302, headers: { location } };
}
