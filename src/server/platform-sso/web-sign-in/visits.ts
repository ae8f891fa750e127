/** A web sign-in before the organisation's pages, and its end: the redirect that the Mac waits for, with a code in it. */
import type { SentForm } from '#server/pages/sent-form.ts';
import type { PageAnswer } from '#server/pages/page.ts';
import { callbackScheme, encodeCallback, encodeFailedCallback } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Origin, PlatformSso } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { newSecret } from '../registration-tokens.ts';
import { endpoints } from '../settings.ts';
import { findDevice } from '../stores/devices.ts';
import { type WebAttempt, endAttempt, findAttempt } from './attempts.ts';
import { putCode } from './codes.ts';
import { occasionWords } from './occasion-words.ts';
import type { SignInPages, VisitAnswer, Visitor, WebSignedIn } from './ports.ts';

/** What a request says besides its form. */
export interface VisitFacts extends Origin {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly languages: string | undefined;
}

/** A page, or the way out. */
export type VisitReply = PageAnswer | { readonly status: 302; readonly headers: { readonly location: string } };

/** Shows where a web sign-in stands. @throws {Refusal} `web_sign_in_unknown`, `device_revoked`, `signed_in_as_another` */
export async function showVisit(sso: PlatformSso, pages: SignInPages, facts: VisitFacts): Promise<VisitReply> {
  const attempt = await attemptOf(sso, facts.id);
  return replyTo(sso, attempt, facts, await pages.show(await visitorOf(sso, attempt, facts)));
}

/** Answers a form. @throws {Refusal} as {@link showVisit}; `form_foreign`, `malformed_form` */
export async function submitVisit(
  sso: PlatformSso,
  pages: SignInPages,
  facts: VisitFacts,
  sent: SentForm,
): Promise<VisitReply> {
  const attempt = await attemptOf(sso, facts.id);
  return replyTo(sso, attempt, facts, await pages.submit(await visitorOf(sso, attempt, facts), sent));
}

async function attemptOf(sso: PlatformSso, id: string): Promise<WebAttempt> {
  const attempt = await findAttempt(sso.database, id, sso.clock.now());
  if (!attempt) throw new Refusal('web_sign_in_unknown');
  return attempt;
}

async function visitorOf(sso: PlatformSso, attempt: WebAttempt, facts: VisitFacts): Promise<Visitor> {
  const { deviceId, occasion, loginHint = '', fixedUserId } = attempt;
  const device = await findDevice(sso.database, deviceId);
  if (!device || device.state === 'revoked') throw new Refusal('device_revoked', { deviceId });
  const { purpose, reason } = occasionWords[occasion];
  return {
    id: `web-sign-in:${facts.id}`,
    purpose,
    target: device.name ?? device.serialNumber,
    serialNumber: device.serialNumber,
    title: `Sign in to ${sso.settings.accountDisplayName}`,
    reason,
    userName: loginHint,
    ...(fixedUserId === undefined ? {} : { fixedUserId }),
    address: facts.address,
    formTargets: [`${callbackScheme}:`],
    url: `${endpoints(sso.settings.issuer).webSignIn}/${facts.id}`,
    query: facts.query,
    languages: facts.languages,
    syncsPassword: true,
  };
}

async function replyTo(
  sso: PlatformSso,
  attempt: WebAttempt,
  facts: VisitFacts,
  answer: VisitAnswer,
): Promise<VisitReply> {
  switch (answer.kind) {
    case 'page':
      return answer.answer;
    case 'foreign':
      throw new Refusal('form_foreign', { deviceId: attempt.deviceId });
    case 'unreadable':
      throw new Refusal('malformed_form', { deviceId: attempt.deviceId });
    case 'cancelled':
      await sso.database.write((writer) => endAttempt(writer, facts.id));
      return { status: 302, headers: { location: encodeFailedCallback('access_denied', attempt.state) } };
    case 'signed-in':
      return finish(sso, attempt, facts, answer.signedIn);
  }
}

async function finish(
  sso: PlatformSso,
  { deviceId, state, occasion, loginHint }: WebAttempt,
  { id, address }: VisitFacts,
  { user, methods, amr }: WebSignedIn,
): Promise<VisitReply> {
  const about = { deviceId, userId: user.id };
  // The Mac will log in under the name that it gave: a code of somebody else would be worth nothing.
  if (loginHint !== undefined && (await sso.directory.findUser(loginHint))?.id !== user.id) {
    throw new Refusal('signed_in_as_another', about);
  }
  const callback = { code: newSecret(sso.random).text, state };
  const now = sso.clock.now();
  const isFirst = await sso.database.write(async (writer) => {
    if (!(await endAttempt(writer, id))) return false;
    await putCode(writer, callback, { ...about, occasion, amr, byPassword: methods.includes('password') }, now);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.web-sign-in.finished',
        outcome: 'allowed',
        ...about,
        address,
        detail: { occasion, amr: amr.join(' ') },
      },
    ]);
    return true;
  });
  if (!isFirst) throw new Refusal('web_sign_in_unknown', about);
  return { status: 302, headers: { location: encodeCallback(callback) } };
}
