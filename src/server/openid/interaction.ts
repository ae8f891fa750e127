/** The pages between a client's request and its answer: who are you, and may this client know it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, InteractionResults } from 'oidc-provider';
import { answerPage, type PageAnswer } from '#server/pages/page.ts';
import { formToken, openForm, type SentForm } from '#server/pages/sent-form.ts';
import { rememberCookie, rememberedOf, type SignedIn, type SignInAnswer, type Visit } from '#server/sign-in/feature.ts';
import { consentForm, grantConsent } from './consent.ts';
import type { OpenId, Origin } from './context.ts';
import { targetsOf } from './documents.ts';
import { Refusal } from './refusal.ts';
import { knownOf, sessionInsufficient, wantedAcrOf } from './session-check.ts';

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

/** The page of a prompt. It may be the way on: somebody approved the sign-in elsewhere. @throws {Refusal} `interaction_unknown` */
export async function showInteraction(openid: OpenId, exchange: Exchange, origin: Origin): Promise<InteractionAnswer> {
  const interaction = await interactionOf(openid, exchange);
  if (interaction.prompt.name === 'consent') return consentPage(openid, interaction);
  const visit = await visitOf(openid, exchange, interaction, origin);
  return signInAnswer(openid, exchange, interaction, await openid.ports.signIns.show(visit), origin);
}

/** Answers a form: with the next page, with the same and what went wrong, or with the way on. @throws {Refusal} */
export async function submitInteraction(
  openid: OpenId,
  exchange: Exchange,
  sent: SentForm,
  origin: Origin,
): Promise<InteractionAnswer> {
  const interaction = await interactionOf(openid, exchange);
  if (interaction.prompt.name === 'consent') return submitConsent(openid, exchange, { interaction, sent });
  const visit = await visitOf(openid, exchange, interaction, origin);
  return signInAnswer(openid, exchange, interaction, await openid.ports.signIns.submit(visit, sent), origin);
}

async function submitConsent(
  openid: OpenId,
  exchange: Exchange,
  { interaction, sent }: { readonly interaction: Interaction; readonly sent: SentForm },
): Promise<InteractionAnswer> {
  const form = openForm(openid.keys('forms'), interaction.uid, sent, openid.ports.issuer);
  if (form.kind !== 'ours') throw new Refusal(form.kind === 'foreign' ? 'form_foreign' : 'body_unreadable');
  return form.fields.has('cancel') ? cancel(openid, exchange) : allow(openid, exchange, interaction);
}

async function signInAnswer(
  openid: OpenId,
  exchange: Exchange,
  interaction: Interaction,
  answer: SignInAnswer,
  origin: Origin,
): Promise<InteractionAnswer> {
  switch (answer.kind) {
    case 'page':
      return answer.answer;
    case 'signed-in':
      return finishSignIn(openid, exchange, { interaction, signedIn: answer.signedIn }, origin);
    case 'cancelled':
      return cancel(openid, exchange);
    case 'foreign':
      throw new Refusal('form_foreign');
    case 'unreadable':
      throw new Refusal('body_unreadable');
  }
}

async function visitOf(
  openid: OpenId,
  { request }: Exchange,
  interaction: Interaction,
  { address, languages }: Origin,
): Promise<Visit> {
  const { issuer, organisation } = openid.ports;
  const { login_hint: hint, redirect_uri: leadsTo } = interaction.params;
  const url = new URL(request.url ?? '/', issuer);
  const known = await knownSession(openid, interaction);
  return {
    id: `openid:${interaction.uid}`,
    purpose: 'application',
    target: await clientName(openid, interaction),
    title: `Sign in to ${organisation}`,
    reason: 'Use your work account.',
    userName: typeof hint === 'string' ? hint.slice(0, 256) : '',
    ...(known === undefined ? {} : { known }),
    wantedAcr: wantedAcrOf(interaction.params['acr_values']),
    remembered: rememberedOf(openid.ports.sealer, request.headers.cookie),
    address,
    languages,
    formTargets: targetsOf(leadsTo),
    url: `${issuer}${url.pathname}`,
    query: url.searchParams,
  };
}

async function knownSession(openid: OpenId, { session, prompt }: Interaction) {
  if (session === undefined || !prompt.reasons.includes(sessionInsufficient)) return undefined;
  const found = await (await openid.provider()).Session.findByUid(session.uid);
  return knownOf(found, prompt.reasons);
}

async function clientName(openid: OpenId, { params }: Interaction): Promise<string> {
  const id = String(params['client_id']);
  return (await (await openid.provider()).Client.find(id))?.clientName ?? id;
}

function cancel(openid: OpenId, exchange: Exchange): Promise<InteractionAnswer> {
  return finish(openid, exchange, { error: 'access_denied', error_description: 'the person cancelled' });
}

async function finishSignIn(
  openid: OpenId,
  exchange: Exchange,
  { interaction, signedIn }: { readonly interaction: Interaction; readonly signedIn: SignedIn },
  { address }: Origin,
): Promise<InteractionAnswer> {
  const { user, acr, amr, methods } = signedIn;
  const answer = await finish(openid, exchange, { login: { accountId: user.id, acr, amr: [...amr], remember: false } });
  openid.ports.audit.record({
    type: 'openid.signed-in',
    outcome: 'allowed',
    userId: user.id,
    address,
    detail: { clientId: String(interaction.params['client_id']), methods: methods.join(' '), amr: amr.join(' ') },
  });
  const { sealer } = openid.ports;
  const cookie = rememberCookie(sealer, rememberedOf(sealer, exchange.request.headers.cookie), user.id);
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
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

async function consentPage(openid: OpenId, interaction: Interaction): Promise<PageAnswer> {
  const name = await clientName(openid, interaction);
  const content = consentForm(interaction, name, formToken(openid.keys('forms'), interaction.uid));
  const brand = await openid.ports.brand?.();
  return answerPage({ title: 'Allow access', content, brand }, targetsOf(interaction.params['redirect_uri']));
}
