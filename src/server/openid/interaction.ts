/** The pages between a client's request and its answer: who are you, and may this client know it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, InteractionResults } from 'oidc-provider';
import { answerPage, type PageAnswer } from '#server/pages/page.ts';
import { formToken, openForm, readSignIn, type SentForm } from '#server/pages/sent-form.ts';
import { codeForm, passwordForm } from '#server/pages/sign-in-form.ts';
import { consentForm, grantConsent } from './consent.ts';
import type { OpenId, Origin } from './context.ts';
import { targetsOf } from './documents.ts';
import { noteRefusal } from './notes.ts';
import { Refusal, refusals } from './refusal.ts';
import { type SignedIn, takeCode, takePassword } from './sign-in.ts';

/** A request with the answer that the provider may need to look at. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A page, or the way on. */
export type InteractionAnswer =
  | PageAnswer
  | {
      readonly status: 303;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: undefined;
      readonly contentType?: undefined;
    };

/** The first page of a prompt. @throws {Refusal} `interaction_unknown` */
export async function showInteraction(openid: OpenId, exchange: Exchange): Promise<InteractionAnswer> {
  const interaction = await interactionOf(openid, exchange);
  if (interaction.prompt.name === 'consent') return consentPage(openid, interaction);
  const { login_hint: hint } = interaction.params;
  return signInPage(openid, interaction, { userName: typeof hint === 'string' ? hint : '' });
}

/** Answers a form: with the next page, with the same and what went wrong, or with the way on. @throws {Refusal} */
export async function submitInteraction(
  openid: OpenId,
  exchange: Exchange,
  sent: SentForm,
  origin: Origin,
): Promise<InteractionAnswer> {
  const interaction = await interactionOf(openid, exchange);
  const form = openForm(openid.keys('forms'), interaction.uid, sent, openid.ports.issuer);
  if (form.kind !== 'ours') throw new Refusal(form.kind === 'foreign' ? 'form_foreign' : 'body_unreadable');
  const { fields } = form;
  if (fields.has('cancel')) {
    return finish(openid, exchange, { error: 'access_denied', error_description: 'the person cancelled' });
  }
  if (interaction.prompt.name === 'consent') return allow(openid, exchange, interaction);
  return signIn(openid, exchange, { interaction, fields }, origin);
}

async function signIn(
  openid: OpenId,
  exchange: Exchange,
  { interaction, fields }: { readonly interaction: Interaction; readonly fields: URLSearchParams },
  origin: Origin,
): Promise<InteractionAnswer> {
  const form = readSignIn(fields);
  const passed = fields.get('passed') ?? '';
  try {
    if (form.kind === 'code') {
      const signedIn = await takeCode(openid, interaction.uid, { code: form.code, passed }, origin);
      return await finishSignIn(openid, exchange, { interaction, signedIn }, origin);
    }
    if (form.kind === 'cancel') throw new Refusal('form_foreign');
    const outcome = await takePassword(openid, interaction.uid, form, origin);
    if (outcome.kind === 'code-wanted') return codePage(openid, interaction, outcome.passed);
    return await finishSignIn(openid, exchange, { interaction, signedIn: outcome.signedIn }, origin);
  } catch (error) {
    if (!(error instanceof Refusal) || refusals[error.code].status !== 200) throw error;
    noteRefusal(openid, error, origin);
    const problem = refusals[error.code].user;
    if (form.kind === 'code' && error.code !== 'one_time_code_late')
      return codePage(openid, interaction, passed, problem);
    return signInPage(openid, interaction, { userName: form.kind === 'password' ? form.userName : '', problem });
  }
}

async function finishSignIn(
  openid: OpenId,
  exchange: Exchange,
  { interaction, signedIn }: { readonly interaction: Interaction; readonly signedIn: SignedIn },
  { address }: Origin,
): Promise<InteractionAnswer> {
  const { user, acr, amr } = signedIn;
  const answer = await finish(openid, exchange, { login: { accountId: user.id, acr, amr: [...amr], remember: false } });
  openid.ports.audit.record({
    type: 'openid.signed-in',
    outcome: 'allowed',
    userId: user.id,
    address,
    detail: { clientId: String(interaction.params['client_id']), amr: amr.join(' ') },
  });
  return answer;
}

async function allow(openid: OpenId, exchange: Exchange, interaction: Interaction): Promise<InteractionAnswer> {
  const accountId = interaction.session?.accountId;
  if (accountId === undefined) throw new Refusal('interaction_unknown');
  const grantId = await grantConsent(await openid.provider(), interaction, accountId);
  return finish(openid, exchange, { consent: { grantId } });
}

async function finish(
  openid: OpenId,
  { request, response }: Exchange,
  result: InteractionResults,
): Promise<InteractionAnswer> {
  const location = await (await openid.provider()).interactionResult(request, response, result);
  return { status: 303, headers: { location } };
}

async function interactionOf(openid: OpenId, { request, response }: Exchange): Promise<Interaction> {
  const provider = await openid.provider();
  const { errors } = await import('oidc-provider');
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    throw error instanceof errors.SessionNotFound ? new Refusal('interaction_unknown') : error;
  }
}

function signInPage(
  openid: OpenId,
  interaction: Interaction,
  { userName, problem }: { readonly userName: string; readonly problem?: string },
): PageAnswer {
  const { organisation } = openid.ports;
  const facts = { formToken: tokenOf(openid, interaction), userName, problem, reason: 'Use your work account.' };
  const page = { title: `Sign in to ${organisation}`, problem, content: passwordForm(facts) };
  return answerPage(page, targetsOf(interaction.params['redirect_uri']));
}

function codePage(openid: OpenId, interaction: Interaction, passed: string, problem?: string): PageAnswer {
  const facts = {
    formToken: tokenOf(openid, interaction),
    userName: '',
    problem,
    reason: '',
    hiddenFields: { passed },
  };
  const page = { title: `Sign in to ${openid.ports.organisation}`, problem, content: codeForm(facts) };
  return answerPage(page, targetsOf(interaction.params['redirect_uri']));
}

async function consentPage(openid: OpenId, interaction: Interaction): Promise<PageAnswer> {
  const id = String(interaction.params['client_id']);
  const client = await (await openid.provider()).Client.find(id);
  const content = consentForm(interaction, client?.clientName ?? id, tokenOf(openid, interaction));
  return answerPage({ title: 'Allow access', content }, targetsOf(interaction.params['redirect_uri']));
}

function tokenOf(openid: OpenId, { uid }: Interaction): string {
  return formToken(openid.keys('forms'), uid);
}
