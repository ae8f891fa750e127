/**
 * The sign-in of a person in Setup Assistant, on the pages that everybody signs in on. The attempt is a state in the store,
 * never of a browser: web views of setup lose cookies.
 */
import { authenticationResultsScheme } from '#protocol/ade/authentication-results.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { SignInAnswer, Visit } from '#server/sign-in/feature.ts';
import type { Answer, EnrollmentContext, Origin } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { type Attempt, findAttempt, type SignInLane } from '../stores/attempts.ts';
import { finishSignIn } from './finish.ts';

/** An attempt that is not over. @throws {Refusal} `sign_in_unknown`, `sign_in_expired` */
export async function liveAttempt({ ports }: EnrollmentContext, id: string, lane?: SignInLane): Promise<Attempt> {
  const attempt = await findAttempt(ports.database, id);
  if (!attempt || (lane !== undefined && attempt.lane !== lane)) throw new Refusal('sign_in_unknown');
  if (attempt.expiresAt <= ports.clock.now()) {
    throw new Refusal('sign_in_expired', { serialNumber: attempt.mac.SERIAL });
  }
  return attempt;
}

/** The page of where the sign-in stands, or its end. @throws {Refusal} as {@link liveAttempt} */
export async function showSignIn(
  enrollment: EnrollmentContext,
  id: string,
  origin: Origin,
  query: URLSearchParams,
): Promise<Answer> {
  const attempt = await liveAttempt(enrollment, id);
  const answer = await enrollment.ports.signIns.show({ ...visitOf(enrollment, attempt, origin), query });
  return answered(enrollment, attempt, answer, origin);
}

/** Answers a form: with the next page, with the same and what went wrong, or with the end. @throws {Refusal} */
export async function submitSignIn(
  enrollment: EnrollmentContext,
  id: string,
  sent: SentForm,
  origin: Origin,
): Promise<Answer> {
  const attempt = await liveAttempt(enrollment, id);
  const answer = await enrollment.ports.signIns.submit(visitOf(enrollment, attempt, origin), sent);
  return answered(enrollment, attempt, answer, origin);
}

async function answered(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  answer: SignInAnswer,
  origin: Origin,
): Promise<Answer> {
  const { SERIAL: serialNumber } = attempt.mac;
  switch (answer.kind) {
    case 'page':
      return answer.answer;
    case 'signed-in':
      return finishSignIn(enrollment, attempt, answer.signedIn, origin);
    case 'cancelled':
      throw new Refusal('sign_in_cancelled', { serialNumber });
    case 'foreign':
      throw new Refusal('form_foreign', { serialNumber });
    case 'unreadable':
      throw new Refusal('body_unreadable', { serialNumber });
  }
}

/** The pages are shown in Setup Assistant's sheet, and may lead to the scheme of the sign-in's end. */
function visitOf({ ports }: EnrollmentContext, attempt: Attempt, { address, languages }: Origin): Visit {
  const { organisation, publicUrl } = ports.settings;
  const { SERIAL: serialNumber, PRODUCT: product } = attempt.mac;
  return {
    id: `enrollment:${attempt.id}`,
    purpose: 'setup-assistant',
    target: `Mac ${serialNumber} (${product})`,
    serialNumber,
    title: `Sign in to ${organisation}`,
    reason: `This Mac belongs to ${organisation}. Use your work account to set it up.`,
    userName: '',
    address,
    languages,
    formTargets: [`${authenticationResultsScheme}:`],
    url: `${publicUrl}/enrollment/sign-in/${attempt.id}`,
  };
}
