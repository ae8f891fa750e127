/** The window of a web sign-in (macOS 27), as a Mac of these tests has it, and the login that comes of it. */
import assert from 'node:assert/strict';
import { isJsonObject, type JsonObject } from '#protocol/encoding/json.ts';
import { type Occasion, authorizationScope } from '#protocol/platform-sso/authorization-scope.ts';
import { type Changes, changed, type SigningKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { grantType, platformSsoScope, typ } from '#protocol/platform-sso/media-types.ts';
import { editAuthorizationUrl, mergedScope } from '#protocol/platform-sso/web-sign-in/authorization-query.ts';
import {
  encodeAuthorizationForm,
  encodeAuthorizationRequest,
} from '#protocol/platform-sso/web-sign-in/authorization-request.ts';
import { callbackTokenType } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { parsePreauthentication } from '#protocol/platform-sso/web-sign-in/preauthentication.ts';
import { expected, jsonOf, type Reply } from './reply.ts';
import { type RequestChanges, TestMac } from './test-mac.ts';
import { issuer, password, type Person, type Provider } from './test-provider.ts';

/** What a test changes about a window. */
export interface WindowChanges {
  readonly occasion?: Occasion;
  /** Of the address, after macOS has written it. */
  readonly url?: (url: string) => string;
  readonly claims?: Changes;
  readonly header?: Changes;
  readonly signer?: SigningKey;
  /** In place of the person's name. */
  readonly loginHint?: string;
  /** Nothing is signed: the address is only loaded. */
  readonly unsigned?: boolean;
}

/** The scope of a login with its occasion. */
export function scopeOf(occasion: Occasion): string {
  return `openid offline_access ${platformSsoScope} ${authorizationScope(occasion)}`;
}

/** Asks where to go. */
export async function preauthenticated(mac: TestMac, user: string) {
  const path = `/platform-sso/web-sign-in/preauthentication?user=${encodeURIComponent(user)}`;
  const read = parsePreauthentication(jsonOf(expected(await mac.get(path))), 'authorizationURL');
  assert.ok(
    read && isJsonObject(read.authorizationRequest),
    'the preauthentication has an address and a request object',
  );
  return { authorizationUrl: read.authorizationUrl, authorizationRequest: read.authorizationRequest };
}

/** What loading the authorization address is answered. */
export async function openWindow(mac: TestMac, person: Person, changes: WindowChanges = {}): Promise<Reply> {
  const { occasion = 'login', loginHint = person.username } = changes;
  const asked = await preauthenticated(mac, loginHint);
  return loadWindow(mac, asked, { ...changes, occasion, loginHint });
}

/** Loads an address, with its request object signed. */
export async function loadWindow(
  mac: TestMac,
  asked: { readonly authorizationUrl: string; readonly authorizationRequest: JsonObject },
  { occasion = 'login', loginHint = '', ...changes }: WindowChanges,
): Promise<Reply> {
  const scope = scopeOf(occasion);
  const edited = editAuthorizationUrl(asked.authorizationUrl, { loginHint, scope });
  const path = (changes.url?.(edited) ?? edited).replace(issuer, '');
  if (changes.unsigned === true) return mac.get(path);
  const { signer = mac.signing } = changes;
  const { scope: askedFor } = asked.authorizationRequest;
  const own = { scope: mergedScope(typeof askedFor === 'string' ? askedFor : '', scope) };
  const jws = encodeAuthorizationRequest(
    changed({ typ: typ.authorizationRequest, alg: 'ES256', kid: mac.signing.kid }, changes.header ?? {}),
    changed({ ...asked.authorizationRequest, ...own }, changes.claims ?? {}),
    signer.signer,
  );
  return mac.post(encodeAuthorizationForm(jws), path);
}

/** The path of the pages that a window was led to. */
export function pagesOf(reply: Reply): string {
  assert.equal(reply.status, 303, reply.body);
  return String(reply.headers['location']).replace(issuer, '');
}

/** What the person's name and password are answered on the pages. */
export async function signInOnPages(mac: TestMac, path: string, person: Person, word = password): Promise<Reply> {
  return mac.post(new URLSearchParams({ username: person.username, password: word }).toString(), path);
}

/** The callback of a web sign-in that went well. */
export async function callbackOf(mac: TestMac, person: Person, changes: WindowChanges = {}): Promise<string> {
  const end = await signInOnPages(mac, pagesOf(await openWindow(mac, person, changes)), person);
  assert.equal(end.status, 302, end.body);
  return String(end.headers['location']);
}

/** A login by callback. */
export async function webLogin(
  mac: TestMac,
  person: Person,
  callback: string,
  { occasion = 'login', ...changes }: RequestChanges & { readonly occasion?: Occasion } = {},
): Promise<string> {
  const claims = {
    scope: scopeOf(occasion),
    grant_type: grantType.tokenExchange,
    subject_token: callback,
    subject_token_type: callbackTokenType,
    assertion: undefined,
    ...changes.claims,
  };
  return mac.passwordLogin(person, { ...changes, claims });
}

/** A registered Mac with a person on it who signs in on the web. */
export async function webMac(provider: Provider, person: Person): Promise<TestMac> {
  const mac = new TestMac(provider);
  expected(await mac.registerDevice());
  expected(await mac.registerUser(person, 'OpenID'));
  return mac;
}
