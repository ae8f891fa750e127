/** What becomes of a refusal: an event of the audit chain, and what the person sees. */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import { type Attempt, freshAttempt } from './attempt.ts';
import type { SignInContext } from './context.ts';
import { type Refusal, type RefusalCode, refusals } from './refusal.ts';
import type { StepPage } from './step.ts';
import type { Texts } from './texts/english.ts';
import type { Visit } from './visit.ts';

/** Ends that no further answer changes: the person sees them on a page of their own, and may begin again. */
const final: ReadonlySet<RefusalCode> = new Set(['policy_refused', 'factor_missing', 'person_gone', 'number_not_me']);
/** What the request in the authenticator does not survive. */
const requestOver: ReadonlySet<RefusalCode> = new Set(['number_denied', 'number_expired', 'number_wrong']);
/** What begins again from the first step. */
const fromTheStart: ReadonlySet<RefusalCode> = new Set(['one_time_code_late']);

/** Whether a refusal has a page of its own. */
export function isFinal({ code }: Refusal): boolean {
  return final.has(code);
}

/** The state after a refusal. */
export function afterRefusal(attempt: Attempt, { code }: Refusal): Attempt {
  if (final.has(code) || fromTheStart.has(code)) return attempt === freshAttempt ? attempt : { ...freshAttempt };
  return requestOver.has(code) ? { ...attempt, request: undefined } : attempt;
}

/** The sentence for the person. */
export function sentenceOf({ code, context }: Refusal, texts: Texts): string {
  const { problems } = context;
  return problems === undefined ? texts.refused[code] : `${texts.refused[code]} ${problems}`;
}

/** Writes a refusal down; of one address only so many, lest anybody fill the chain. */
export function noteRefusal({ ports, written }: SignInContext, { code, context }: Refusal, visit: Visit): void {
  if (written.take(visit.address).kind === 'limited') return;
  const { userId, reason } = context;
  ports.audit.record({
    type: 'sign-in.refused',
    outcome: 'refused',
    code,
    address: visit.address,
    ...(userId === undefined ? {} : { userId }),
    detail: {
      adminDescription: refusals[code],
      purpose: visit.purpose,
      target: visit.target,
      ...(visit.serialNumber === undefined ? {} : { serialNumber: visit.serialNumber }),
      ...(reason === undefined ? {} : { reason }),
    },
  });
}

/** The page of a refusal that ends the sign-in. */
export function refusedPage(refusal: Refusal, texts: Texts, formToken: string): StepPage {
  const content = `${alertOf(sentenceOf(refusal, texts))}<p class="faint"><code>${refusal.code}</code></p>
<form method="post">
${hidden('token', formToken)}
<button type="submit" name="over" value="yes">${escaped(texts.startOver)}</button>
<button type="submit" class="plain" name="cancel" value="yes">${escaped(texts.cancel)}</button>
</form>`;
  return { content };
}
