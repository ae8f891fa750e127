/** Approval in an authenticator: the number stands here, and is typed there. */
import { escaped } from '#server/pages/page.ts';
import type { Attempt } from '../attempt.ts';
import type { NumberMatching, NumberOutcome } from '../context.ts';
import { accountLine, formOf, leadOf } from '../form-parts.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import type { Step, StepPage, Turn } from '../step.ts';
import { waitAddress } from '../wait.ts';

/** What the person is told of each end that is no approval. */
const ends: Readonly<Record<Exclude<NumberOutcome, 'approved'>, RefusalCode>> = {
  waiting: 'number_waiting',
  denied: 'number_denied',
  'not-me': 'number_not_me',
  expired: 'number_expired',
  'wrong-number': 'number_wrong',
  unknown: 'number_expired',
};

/** The step. Showing it asks the authenticator; the page goes on by itself. */
export const numberStep: Step = {
  page: async (turn, { problem }) => {
    const { attempt } = turn;
    // What went wrong is shown before the person is bothered again.
    if (problem !== undefined && attempt.request === undefined) return stoppedPage(turn, problem);
    if (attempt.request) return waitingPage(turn, attempt, problem);
    const begun = await begin(turn);
    return typeof begun === 'string' ? stoppedPage(turn, turn.texts.refused[begun]) : waitingPage(turn, begun, problem);
  },
  take: async ({ context, visit, user, attempt }, fields) => {
    if (!user) throw new Refusal('one_time_code_late');
    if (fields.get('again') === 'yes' || !attempt.request) {
      if (attempt.request) await context.ports.numberMatching?.cancel(attempt.request.id);
      return { kind: 'again', attempt: { ...attempt, request: undefined } };
    }
    const matching = context.ports.numberMatching;
    if (!matching) throw new Refusal('number_unavailable', { userId: user.id });
    await takeApproval(matching, attempt.request.id, visit.id, user.id);
    return { kind: 'proved', user, method: 'number' };
  },
};

/** Uses an approval up. @throws {Refusal} what became of the request otherwise */
export async function takeApproval(
  matching: NumberMatching,
  requestId: string,
  attemptId: string,
  userId: string,
): Promise<void> {
  const outcome = await matching.outcome(requestId);
  if (outcome !== 'approved') throw new Refusal(ends[outcome], { userId, reason: outcome });
  if (!(await matching.consume(requestId, attemptId))) {
    throw new Refusal('number_expired', { userId, reason: 'used already, or of another sign-in' });
  }
}

async function begin({ context, visit, user, attempt }: Turn): Promise<Attempt | RefusalCode> {
  const matching = context.ports.numberMatching;
  if (!user || !matching) return 'number_unavailable';
  const begun = await matching.begin({
    userId: user.id,
    purpose: visit.purpose,
    target: visit.target,
    ...(visit.serialNumber === undefined ? {} : { macSerialNumber: visit.serialNumber }),
    address: visit.address,
    attempt: visit.id,
  });
  switch (begun.kind) {
    case 'begun': {
      const { requestId: id, number, expiresAt } = begun;
      return { ...attempt, request: { id, number, expiresAt } };
    }
    case 'busy':
      return 'number_busy';
    case 'not-enrolled':
      return 'number_unavailable';
  }
}

function waitingPage(turn: Turn, attempt: Attempt, problem: string | undefined): StepPage {
  const { context, texts, visit } = turn;
  const { number: words } = texts;
  const { id = '', number = '', expiresAt = 0 } = attempt.request ?? {};
  const wait = waitAddress(context.ports.sealer, { requestId: id, until: expiresAt });
  const content = `${accountLine(turn)}${leadOf(words.hint, problem)}<p class="number" role="status" aria-label="${escaped(`${words.number} ${number.split('').join(' ')}`)}">${escaped(number)}</p>
<p class="faint">${escaped(words.target)}: <strong>${escaped(visit.target)}</strong></p>
<p class="faint" data-wait="${escaped(wait)}">${escaped(words.waiting)}</p>
<noscript><p class="faint">${escaped(words.waitingWithoutScript)}</p></noscript>
${formOf(turn, 'number', { fields: '', go: words.continue })}`;
  return { title: words.title, content, script: true, lookAgain: 5, attempt };
}

function stoppedPage(turn: Turn, problem: string): StepPage {
  const { number: words } = turn.texts;
  const fields = '<input type="hidden" name="again" value="yes">\n';
  const content = `${accountLine(turn)}<p class="alert" id="problem" role="alert">${escaped(problem)}</p>
${formOf(turn, 'number', { fields, go: words.again })}`;
  return { title: words.title, content };
}
