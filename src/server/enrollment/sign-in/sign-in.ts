/**
 * The sign-in of a person in Setup Assistant: name and password, then a one-time code where the person has one. It is a
 * state of the attempt in the store, never of a browser: web views of setup lose cookies.
 */
import { DirectoryError } from '#server/directory/directory-error.ts';
import type { User } from '#server/directory/directory.ts';
import { formToken, type SentForm, type SignInForm } from '#server/pages/sent-form.ts';
import type { Answer, EnrollmentContext, Origin } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { noteRefusal } from '../refuse.ts';
import { refusals } from '../refusals.ts';
import { type Attempt, findAttempt, markPassed, type SignInLane } from '../stores/attempts.ts';
import { finishSignIn } from './finish.ts';
import { readForm } from './form.ts';
import { answerSignInPage, type SignInPage } from './page.ts';

/** How long a code is waited for after the password, in milliseconds. */
const codePatience = 300_000;

/** An attempt that is not over. @throws {Refusal} `sign_in_unknown`, `sign_in_expired` */
export async function liveAttempt({ ports }: EnrollmentContext, id: string, lane?: SignInLane): Promise<Attempt> {
  const attempt = await findAttempt(ports.database, id);
  if (!attempt || (lane !== undefined && attempt.lane !== lane)) throw new Refusal('sign_in_unknown');
  if (attempt.expiresAt <= ports.clock.now()) {
    throw new Refusal('sign_in_expired', { serialNumber: attempt.mac.SERIAL });
  }
  return attempt;
}

/** The first page. @throws {Refusal} as {@link liveAttempt} */
export async function showSignIn(enrollment: EnrollmentContext, id: string): Promise<Answer> {
  return pageOf(enrollment, await liveAttempt(enrollment, id), { step: 'password' });
}

/** Answers a form: with the next page, with the same and what went wrong, or with the end. @throws {Refusal} */
export async function submitSignIn(
  enrollment: EnrollmentContext,
  id: string,
  sent: SentForm,
  origin: Origin,
): Promise<Answer> {
  const attempt = await liveAttempt(enrollment, id);
  const form = readForm(enrollment.key, id, sent, new URL(enrollment.ports.settings.publicUrl).origin);
  try {
    return await answerForm(enrollment, attempt, form, origin);
  } catch (error) {
    const refusal = error instanceof DirectoryError ? new Refusal('directory_busy') : error;
    if (!(refusal instanceof Refusal) || refusals[refusal.code].status !== 200) throw error;
    noteRefusal(enrollment, refusal, origin);
    return pageOf(enrollment, attempt, {
      step: form.kind === 'code' && refusal.code !== 'one_time_code_late' ? 'code' : 'password',
      problem: refusals[refusal.code].user,
      userName: form.kind === 'password' ? form.userName : '',
    });
  }
}

async function answerForm(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  form: SignInForm,
  origin: Origin,
): Promise<Answer> {
  switch (form.kind) {
    case 'cancel':
      throw new Refusal('sign_in_cancelled', { serialNumber: attempt.mac.SERIAL });
    case 'password':
      return takePassword(enrollment, attempt, form, origin);
    case 'code':
      return takeCode(enrollment, attempt, form.code, origin);
  }
}

async function takePassword(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  { userName, password }: Extract<SignInForm, { kind: 'password' }>,
  origin: Origin,
): Promise<Answer> {
  const { database, clock, people, oneTimeCodes } = enrollment.ports;
  const { SERIAL: serialNumber } = attempt.mac;
  if (userName === '' || password === '') throw new Refusal('password_missing', { serialNumber });
  const keys = {
    person: `${userName.toLowerCase()} on ${serialNumber}`,
    device: serialNumber,
    address: origin.address,
  };
  enrollment.signInBudgets.check(keys);
  const outcome = await people.checkPassword(userName, password);
  if (outcome.kind !== 'accepted') {
    enrollment.signInBudgets.charge(keys);
    const context = { serialNumber, ...(outcome.user ? { userId: outcome.user.id } : {}) };
    if (outcome.kind === 'must-change') throw new Refusal('password_must_change', context);
    throw new Refusal('wrong_credential', { ...context, reason: outcome.reason });
  }
  const { user } = outcome;
  if (!(await oneTimeCodes.isEnrolled(user.id))) {
    return finishSignIn(enrollment, attempt, { user, methods: 'password' }, origin);
  }
  await database.write((writer) => markPassed(writer, attempt.id, user.id, clock.now()));
  return pageOf(enrollment, attempt, { step: 'code' });
}

async function takeCode(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  code: string,
  origin: Origin,
): Promise<Answer> {
  const { database, clock, oneTimeCodes } = enrollment.ports;
  const user = await personWhoPassed(enrollment, attempt);
  const { SERIAL: serialNumber } = attempt.mac;
  const keys = { code: user.id, device: serialNumber, address: origin.address };
  enrollment.signInBudgets.check(keys);
  const verdict = await oneTimeCodes.check(user.id, code);
  if (verdict !== 'accepted') {
    enrollment.signInBudgets.charge(keys);
    throw new Refusal('one_time_code_wrong', { serialNumber, userId: user.id, reason: verdict });
  }
  await database.write((writer) => markPassed(writer, attempt.id, undefined, clock.now()));
  return finishSignIn(enrollment, attempt, { user, methods: 'password and one-time code' }, origin);
}

async function personWhoPassed({ ports }: EnrollmentContext, { passed, mac }: Attempt): Promise<User> {
  const user = passed && (await ports.people.userById(passed.userId));
  if (!passed || !user || user.state === 'disabled' || passed.at + codePatience <= ports.clock.now()) {
    throw new Refusal('one_time_code_late', { serialNumber: mac.SERIAL, ...(user ? { userId: user.id } : {}) });
  }
  return user;
}

function pageOf(
  { key, ports }: EnrollmentContext,
  attempt: Attempt,
  shown: { readonly step: SignInPage['step']; readonly problem?: string; readonly userName?: string },
): Answer {
  const { step, problem, userName = '' } = shown;
  const { organisation } = ports.settings;
  return answerSignInPage({ organisation, step, formToken: formToken(key, attempt.id), userName, problem });
}
