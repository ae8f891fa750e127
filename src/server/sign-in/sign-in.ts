/** A visit: the page of where the sign-in stands, or what comes of a form. */
import { answerPage } from '#server/pages/page.ts';
import { formToken, openForm, type SentForm } from '#server/pages/sent-form.ts';
import { type Attempt, findAttempt, freshAttempt, putAttempt, removeAttempt, type StoredAttempt } from './attempt.ts';
import type { SignInContext } from './context.ts';
import { type Standing, firstWays, standingOf } from './dispatcher.ts';
import { Refusal } from './refusal.ts';
import { afterRefusal, isFinal, noteRefusal, refusedPage, sentenceOf } from './refused.ts';
import type { StepPage, Taken, Turn } from './step.ts';
import type { StepName } from './step-name.ts';
import { takeCertificate } from './steps/certificate-step.ts';
import { takeApproval } from './steps/number-step.ts';
import { stepNamed, steps } from './steps/steps.ts';
import { textsFor } from './texts/texts.ts';
import type { SignInAnswer, Visit } from './visit.ts';

/** One visit with the state as it was read. */
interface Call {
  readonly context: SignInContext;
  readonly visit: Visit;
  readonly stored: StoredAttempt;
}

/** What a page says beside its step. */
interface Shown {
  readonly step?: StepName | undefined;
  readonly problem?: string | undefined;
  readonly userName?: string;
}

/** The page of where the sign-in stands. It goes on where an authenticator or another address has answered meanwhile. */
export async function show(context: SignInContext, visit: Visit): Promise<SignInAnswer> {
  const call = await callOf(context, visit);
  try {
    const standing = await standingOf(context, visit, call.stored.attempt);
    const taken = await takeFromElsewhere(turnOf(call, standing));
    return await goOn(call, taken ? advanced(call, taken) : call.stored.attempt, {});
  } catch (error) {
    return refuse(call, error, {});
  }
}

/** Answers a form. */
export async function submit(context: SignInContext, visit: Visit, sent: SentForm): Promise<SignInAnswer> {
  const form = openForm(context.formKey, visit.id, sent, context.ports.origin);
  if (form.kind !== 'ours') return { kind: form.kind };
  const { fields } = form;
  const call = await callOf(context, visit);
  if (fields.has('cancel')) return cancel(call);
  if (fields.has('over')) return goOn(call, { ...freshAttempt }, {});
  const step = fields.has('choose') ? 'choose' : stepNamed(fields.get('step') ?? '');
  const shown: Shown = { step, userName: (fields.get('username') ?? '').trim() };
  try {
    const turn = await turnFor(call, step);
    const taken = await steps[step ?? 'choose'].take(turn, fields);
    if (turn.attempt.request && goesAnotherWay(taken)) await takeBack(context, turn.attempt);
    return await goOn(call, advanced({ ...call, stored: { ...call.stored, attempt: turn.attempt } }, taken), {});
  } catch (error) {
    return refuse(call, error, shown);
  }
}

async function callOf(context: SignInContext, visit: Visit): Promise<Call> {
  const { database, clock } = context.ports;
  return { context, visit, stored: await findAttempt(database, visit.id, clock.now()) };
}

/** What the form's step works with. Whoever goes back to the first step begins again. @throws {Refusal} */
async function turnFor(call: Call, step: StepName | undefined): Promise<Turn> {
  const { context, visit, stored } = call;
  const standing = await standingOf(context, visit, stored.attempt);
  const ways: readonly (StepName | undefined)[] = ['choose', ...waysOf(standing)];
  if (step !== undefined && ways.includes(step)) return turnOf(call, standing);
  const first = { ...call, stored: { ...stored, attempt: freshAttempt } };
  if (step !== undefined && firstWays(context).includes(step)) {
    return turnOf(first, await standingOf(context, visit, freshAttempt));
  }
  const { user } = turnOf(call, standing);
  throw new Refusal(stored.attempt.userId === undefined ? 'one_time_code_late' : 'method_unknown', {
    userId: user?.id,
  });
}

function waysOf(standing: Standing): readonly StepName[] {
  if (standing.kind === 'wanted') return standing.ways;
  return standing.kind === 'change-password' ? ['change-password'] : [];
}

function turnOf({ context, visit, stored }: Call, standing: Standing, step?: StepName): Turn {
  return {
    context,
    visit,
    attempt: stored.attempt,
    user: standing.kind === 'done' ? standing.signedIn.user : standing.user,
    otherWays: waysOf(standing).filter((way) => way !== step),
    texts: textsFor(visit.languages),
    formToken: formToken(context.formKey, visit.id),
  };
}

/** What was answered elsewhere since the page was shown. @throws {Refusal} */
async function takeFromElsewhere(turn: Turn): Promise<Taken | undefined> {
  const { context, visit, attempt, user } = turn;
  const { numberMatching } = context.ports;
  if (attempt.request && user && numberMatching) {
    if ((await numberMatching.outcome(attempt.request.id)) === 'waiting') return undefined;
    await takeApproval(numberMatching, attempt.request.id, visit.id, user.id);
    return { kind: 'proved', user, method: 'number' };
  }
  const proof = visit.query?.get('certificate');
  if (attempt.chosen === 'certificate' && proof) return takeCertificate(turn, proof);
  return undefined;
}

/** The state after an answer. @throws {Refusal} `other_person` */
function advanced({ context, visit, stored: { attempt } }: Call, taken: Taken): Attempt {
  switch (taken.kind) {
    case 'chosen':
      return { ...attempt, chosen: taken.step, request: undefined };
    case 'changed-password':
      return { ...attempt, mustChange: false };
    case 'again':
      return taken.attempt;
    case 'proved': {
      const { user, method, mustChange = attempt.mustChange } = taken;
      const expected = attempt.userId ?? visit.fixedUserId ?? user.id;
      if (expected !== user.id) throw new Refusal('other_person', { userId: user.id });
      const proofs = [...attempt.proofs, { method, at: context.ports.clock.now() }];
      return { ...attempt, userId: user.id, proofs, chosen: undefined, request: undefined, mustChange };
    }
  }
}

/** The end, or the page of the next step. @throws {Refusal} */
async function goOn(call: Call, attempt: Attempt, shown: Shown): Promise<SignInAnswer> {
  const { context, visit, stored } = call;
  const standing = await standingOf(context, visit, attempt);
  if (standing.kind !== 'done') return pageOf({ ...call, stored: { ...stored, attempt } }, standing, shown, stored);
  const isFirst = await context.ports.database.write((writer) => removeAttempt(writer, visit.id, stored.revision));
  return isFirst ? { kind: 'signed-in', signedIn: standing.signedIn } : show(context, visit);
}

async function pageOf(call: Call, standing: Standing, shown: Shown, before: StoredAttempt): Promise<SignInAnswer> {
  const { context, visit, stored } = call;
  const step = stepToShow(standing, stored.attempt, shown.step);
  const page = await steps[step].page(turnOf(call, standing, step), {
    problem: shown.problem,
    userName: shown.userName || stored.attempt.picked || visit.userName,
  });
  const attempt = page.attempt ?? stored.attempt;
  if (attempt === before.attempt) return answered(call, page, shown.problem);
  const next = { attempt, revision: before.revision };
  const { database, clock } = context.ports;
  const isFirst = await database.write((writer) => putAttempt(writer, visit.id, next, clock.now()));
  // Another form of this sign-in was faster: its state counts.
  return isFirst ? answered(call, page, shown.problem) : show(context, visit);
}

/** The step of the form, else what the person chose, else what the policy likes best. */
function stepToShow(standing: Standing, { chosen }: Attempt, step: StepName | undefined): StepName {
  const ways = waysOf(standing);
  const mayChoose = ways.length > 1;
  for (const wish of [step, chosen]) {
    if (wish !== undefined && (ways.includes(wish) || (wish === 'choose' && mayChoose))) return wish;
  }
  const [best] = ways;
  if (best === undefined) throw new Refusal('factor_missing');
  return best;
}

async function refuse(call: Call, error: unknown, shown: Shown): Promise<SignInAnswer> {
  if (!(error instanceof Refusal)) throw error;
  const { context, visit, stored } = call;
  noteRefusal(context, error, visit);
  const texts = textsFor(visit.languages);
  const attempt = afterRefusal(stored.attempt, error);
  const problem = sentenceOf(error, texts);
  if (isFinal(error)) {
    await context.ports.database.write((writer) => removeAttempt(writer, visit.id, stored.revision));
    return answered(call, refusedPage(error, texts, formToken(context.formKey, visit.id)), problem);
  }
  try {
    return await goOn(call, attempt, { ...shown, problem });
  } catch (second) {
    // The policy, or the person, has changed since.
    if (second instanceof Refusal && isFinal(second)) return refuse(call, second, shown);
    throw second;
  }
}

function goesAnotherWay(taken: Taken): boolean {
  return (taken.kind === 'chosen' && taken.step !== 'number') || (taken.kind === 'proved' && taken.method !== 'number');
}

/** Nobody waits for the authenticator any more: it must not show a request that leads nowhere, nor keep out the next. */
async function takeBack({ ports }: SignInContext, { request }: Attempt): Promise<void> {
  if (request) await ports.numberMatching?.cancel(request.id);
}

async function cancel({ context, visit, stored }: Call): Promise<SignInAnswer> {
  await takeBack(context, stored.attempt);
  await context.ports.database.write((writer) => removeAttempt(writer, visit.id, stored.revision));
  return { kind: 'cancelled' };
}

async function answered({ context, visit }: Call, page: StepPage, problem: string | undefined): Promise<SignInAnswer> {
  const { title = visit.title, content, script = false, lookAgain } = page;
  const { language } = textsFor(visit.languages);
  const brand = await context.ports.brand?.();
  const answer = answerPage({ title, problem, content, script, lookAgain, language, brand }, visit.formTargets);
  return { kind: 'page', answer };
}
