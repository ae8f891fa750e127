/** An application that people sign in to: a client of the server, spoken for by openid-client. */
import assert from 'node:assert/strict';
import * as openid from 'openid-client';
import type { OperationInput } from '#api/operations.ts';
import { Browser, type Place } from './openid-browser.ts';
import type { Person, Stage } from './stage.ts';

/** The server, as far as an application sees it. */
export type ApplicationStage = Pick<Stage, 'api' | 'fetch' | 'url'>;

/** Where browsers are sent back to. */
export const callback = 'https://app.example/callback';
/** Where they are sent after signing out. */
export const afterSignOut = 'https://app.example/signed-out';

/** An application with its client at the server. */
export interface Application {
  readonly id: string;
  readonly secret: string;
  readonly config: openid.Configuration;
}

/** Adds a client and lets openid-client find the server. What is not wished for is as usual. */
export async function openApplication(
  stage: ApplicationStage,
  wish: Partial<OperationInput<'addClient'>['body']> = {},
): Promise<Application> {
  const made = await stage.api.addClient({
    body: { name: 'Wiki', redirectUris: [callback], postLogoutRedirectUris: [afterSignOut], ...wish },
  });
  const { id } = made.client;
  const secret = made.secret ?? '';
  const authentication = made.secret === null ? openid.None() : openid.ClientSecretBasic(secret);
  return { id, secret, config: await configurationOf(stage, id, authentication) };
}

/** What openid-client knows of the server, for a client of one's choice. Signatures of id_tokens are checked. */
export async function configurationOf(
  stage: ApplicationStage,
  id: string,
  authentication: openid.ClientAuth,
): Promise<openid.Configuration> {
  const options = { [openid.customFetch]: fetchOf(stage) };
  const config = await openid.discovery(new URL(stage.url), id, {}, authentication, options);
  openid.enableNonRepudiationChecks(config);
  return config;
}

/** A sign-in that has begun: what the application keeps until the browser comes back. */
export interface SignInBegun {
  readonly url: URL;
  readonly checks: {
    readonly pkceCodeVerifier: string;
    readonly expectedState: string;
    readonly expectedNonce: string;
  };
}

/** Begins a sign-in; `wish` are further parameters of the request. */
export async function beginSignIn(
  { config }: Application,
  wish: Readonly<Record<string, string>> = {},
  by: 'query' | 'pushed' = 'query',
): Promise<SignInBegun> {
  const checks = {
    pkceCodeVerifier: openid.randomPKCECodeVerifier(),
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
  };
  const parameters = {
    redirect_uri: callback,
    scope: 'openid profile email groups',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...wish,
  };
  const url =
    by === 'pushed'
      ? await openid.buildAuthorizationUrlWithPAR(config, parameters)
      : openid.buildAuthorizationUrl(config, parameters);
  return { url, checks };
}

/** Types name and password into the page. */
export function typePassword(browser: Browser, place: Place, { userPrincipalName, password }: Person): Promise<Place> {
  return browser.submit(place, { username: userPrincipalName, password });
}

/** A whole sign-in of a person in a fresh browser. */
export async function signInTo(
  stage: Stage,
  application: Application,
  person: Person,
  wish: Readonly<Record<string, string>> = {},
) {
  const browser = new Browser(stage.fetch, stage.url);
  const { url, checks } = await beginSignIn(application, wish);
  let back = await typePassword(browser, await browser.open(url), person);
  if (back.page !== undefined && wish['prompt'] === 'consent') back = await browser.submit(back, {});
  assert.equal(back.page, undefined, back.page?.text());
  const tokens = await openid.authorizationCodeGrant(application.config, back.url, checks);
  return { browser, tokens, back: back.url, checks, claims: tokens.claims() ?? assert.fail('there is an id_token') };
}

/** The code of the refusal that openid-client met. */
export async function refusedWith(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    const { error: word, code, cause } = error as { readonly error?: string; readonly code?: string; cause?: unknown };
    const [challenge] = Array.isArray(cause) ? (cause as { readonly parameters?: { readonly error?: string } }[]) : [];
    return word ?? challenge?.parameters?.error ?? code ?? String(error);
  }
  return 'not refused';
}

function fetchOf(stage: ApplicationStage): openid.CustomFetch {
  return async (url, { method, headers, body }) => {
    const sent =
      body === undefined || body === null
        ? undefined
        : await new Response(body as ConstructorParameters<typeof Response>[0]).text();
    const answer = await stage.fetch(url, { method, headers, ...(sent === undefined ? {} : { body: sent }) });
    const bytes = [204, 303].includes(answer.status) ? null : answer.bytes();
    return new Response(bytes, { status: answer.status, headers: answer.headers });
  };
}
