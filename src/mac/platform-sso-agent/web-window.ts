/**
 * The window of a web sign-in (macOS 27): it loads the organisation's sign-in pages from the hosts that the profile lists, and
 * ends with an address of the system's own scheme. Source: Apple, "Implementing web-based authentication with Platform Single
 * Sign-on".
 */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { typ } from '#protocol/platform-sso/media-types.ts';
import { editAuthorizationUrl, mergedScope } from '#protocol/platform-sso/web-sign-in/authorization-query.ts';
import { encodeAuthorizationForm } from '#protocol/platform-sso/web-sign-in/authorization-request.ts';
import { callbackScheme } from '#protocol/platform-sso/web-sign-in/callback.ts';
import {
  type Preauthentication,
  federationType,
  parsePreauthentication,
  preauthenticationUrl,
} from '#protocol/platform-sso/web-sign-in/preauthentication.ts';
import type { MacParts } from '../mac-parts.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import { exchange, systemHeaders } from '../transport.ts';
import { type Attendant, type AttendedPage, type PageMove, attendedPage, isPageMove } from '../web-view/attendant.ts';
import { movePage, syncedByMove } from '../web-view/exact-move.ts';
import type { Page } from '../web-view/page.ts';
import {
  type Navigation,
  type WebAnswers,
  type WindowRules,
  openPage,
  postFirst,
  reopenPage,
  submitPage,
  syncedValue,
} from '../web-view/web-view.ts';
import { type AgentContext, formValues } from './agent-context.ts';
import { PlatformSsoError } from './failure.ts';
import { isSuccess, answerFacts } from './refusal.ts';
import { requestScope } from './scopes.ts';
import { sign } from './signed-exchange.ts';

/** What somebody does with a page: fills it in, waits and looks again, closes the window (undefined), or moves exactly. */
export type WebMove = WebAnswers | 'look again' | undefined | PageMove;

/** How somebody before the window answers its pages. */
export type AnswerPages = (page: Page, shown: AttendedPage) => WebMove | Promise<WebMove>;

/** The pages answered by a person's exact moves. */
export function attendedBy(attendant: Attendant): AnswerPages {
  return (_page, shown) => attendant.page(shown);
}

/** How the window ended. */
export interface WebEnd {
  /** The whole address, code and state in it. */
  readonly callback: string;
  /** What the pages gave to `syncPassword`, where the profile allows that. */
  readonly syncedPassword: string | undefined;
}

/** Pages of one window at most. */
const mostPages = 1000;

/** As Apple's sample of macOS 27 says it. */
const userAgent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';

/**
 * Opens the window and lets somebody sign in.
 * @throws {PlatformSsoError} `web-...`, `preauthentication-malformed`, `refused-by-identity-provider`, and those of the transport
 */
export async function signInOnWeb(context: AgentContext, answerPages: AnswerPages): Promise<WebEnd> {
  const quirks = context.mac.quirks.begin('web sign-in');
  const start = await addressOf(context);
  const edited = editAuthorizationUrl(start.authorizationUrl, {
    loginHint: context.loginUserName,
    scope: requestScope(context),
  });
  // An address that never changes may have no state of its own.
  const withState = stateOf(edited) === undefined ? `${edited}&state=${context.mac.uuid()}` : edited;
  const url = quirks.webAddress(withState);
  const rules = { mayLoad: mayLoad(context), userAgent };
  const first = await load(context, { ...start, authorizationUrl: url }, rules, quirks);
  const { callback, syncedPassword } = await browse(context, first, answerPages, rules);
  checkCallback(callback, stateOf(withState) ?? '');
  return { callback, syncedPassword };
}

async function addressOf(context: AgentContext): Promise<Preauthentication> {
  const { authorizationURL, federationType: type } = context.configuration;
  if (type === federationType.openId && authorizationURL !== undefined) {
    return { authorizationUrl: authorizationURL, authorizationRequest: undefined };
  }
  if (type === federationType.dynamicOpenId) return preauthenticate(context);
  const sentence = 'The login configuration does not say where people sign in on the web.';
  throw new PlatformSsoError('web-login-not-configured', sentence);
}

async function preauthenticate({ mac, configuration, loginUserName }: AgentContext): Promise<Preauthentication> {
  const { federationUserPreauthenticationURL: url, authorizationURLKeypath: keyPath } = configuration;
  if (url === undefined || keyPath === undefined) {
    throw new PlatformSsoError('web-login-not-configured', 'The login configuration lacks the preauthentication.');
  }
  const values = formValues(configuration.customFederationUserPreauthenticationRequestValues);
  const answer = await exchange(mac, {
    purpose: 'preauthentication',
    method: 'GET',
    url: preauthenticationUrl(url, loginUserName, values),
    headers: { Accept: 'application/json', 'client-request-id': mac.uuid(), ...systemHeaders(mac) },
  });
  if (!isSuccess(answer.status)) {
    const sentence = `The preauthentication answers with status ${answer.status}.`;
    throw new PlatformSsoError('refused-by-identity-provider', sentence, answerFacts(answer));
  }
  const json = parseJsonObject(answer.text);
  const read = json && parsePreauthentication(json, keyPath);
  if (!read) {
    throw new PlatformSsoError('preauthentication-malformed', `The preauthentication has no address at "${keyPath}".`);
  }
  return read;
}

// Without claims to sign, the address is only loaded.
function load(
  context: AgentContext,
  { authorizationUrl, authorizationRequest }: Preauthentication,
  rules: WindowRules,
  quirks: QuirkRun,
): Promise<Navigation> {
  const { mac, signingKey } = context;
  if (authorizationRequest === undefined || quirks.leavesOutRequestObject) {
    return openPage(mac, authorizationUrl, {}, callbackScheme, rules);
  }
  const { scope } = authorizationRequest;
  const draft = quirks.request({
    header: {
      typ: typ.authorizationRequest,
      alg: 'ES256',
      kid: appleKeyId(mac.enclave.publicKey(signingKey), mac.crypto),
    },
    claims: {
      ...authorizationRequest,
      scope: mergedScope(typeof scope === 'string' ? scope : undefined, requestScope(context)),
    },
    signer: mac.enclave.signer(signingKey),
  });
  const body = encodeAuthorizationForm(quirks.compact(sign(draft)));
  const message = { header: draft.header, claims: draft.claims };
  return postFirst(mac, authorizationUrl, { body, message }, callbackScheme, rules);
}

async function browse(
  { mac, plan }: AgentContext,
  first: Navigation,
  answerPages: AnswerPages,
  rules: WindowRules,
): Promise<WebEnd> {
  let navigation = first;
  let syncedPassword: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    if (navigation.kind === 'callback') return { callback: navigation.url, syncedPassword };
    if (navigation.kind !== 'page') break;
    const move = await answerPages(navigation.page, attendedPage(navigation.state));
    if (plan.platformSso.allowWebLoginPasswordSync) syncedPassword = synced(navigation, move) ?? syncedPassword;
    navigation = await moved(mac, navigation, move, rules);
  }
  const status = navigation.kind === 'failed' ? navigation.status : undefined;
  throw new PlatformSsoError('web-login-failed', 'The sign-in window came to no end.', { status });
}

type ShownPage = Extract<Navigation, { kind: 'page' }>;

async function moved(
  mac: MacParts,
  { page, state }: ShownPage,
  move: WebMove,
  rules: WindowRules,
): Promise<Navigation> {
  if (move === 'look again') return reopenPage(mac, state, callbackScheme, rules);
  if (isPageMove(move)) {
    const next = await movePage(mac, state, move, callbackScheme, rules);
    if (next) return next;
  }
  if (move === undefined || isPageMove(move)) {
    throw new PlatformSsoError('web-login-cancelled', 'The sign-in window was closed.');
  }
  const next = await submitPage(mac, state, move, callbackScheme, rules);
  if (!next) throw new PlatformSsoError('web-login-failed', pageSentence(page));
  return next;
}

function synced({ page, state }: ShownPage, move: WebMove): string | undefined {
  if (move === undefined || move === 'look again') return undefined;
  return isPageMove(move) ? syncedByMove(state, move) : syncedValue(page, move);
}

// A page without a form is a refusal: what it says is what the person sees.
function pageSentence({ title, text }: Page): string {
  return text === '' ? `The page "${title}" has nothing to fill in.` : text;
}

function mayLoad({ plan }: AgentContext): (url: string) => boolean {
  const allowed = new Set(plan.platformSso.webLoginUrlAllowList.map(originOf));
  return (url) => allowed.has(originOf(url));
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function stateOf(url: string): string | undefined {
  return new URL(url).searchParams.get('state') || undefined;
}

/** Apple: state present, not empty, the one that was sent; code present, not empty. */
function checkCallback(callback: string, sent: string): void {
  const { searchParams } = new URL(callback);
  const error = searchParams.get('error');
  if (error !== null) throw new PlatformSsoError('web-login-cancelled', `The sign-in pages gave up (${error}).`);
  if (searchParams.get('state') !== sent) {
    throw new PlatformSsoError('web-callback-state', 'The sign-in pages came back with another state than was sent.');
  }
  if (!searchParams.get('code')) throw new PlatformSsoError('web-callback-code', 'The sign-in pages gave no code.');
}
