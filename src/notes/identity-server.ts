/** The identity server, as `openid-client` speaks to it: code with PKCE, the request pushed beforehand where that is offered. */
import * as openid from 'openid-client';
import type { HttpsFetch } from '#runtime/https-fetch.ts';

/** What a sign-in that has begun waits with, until the browser comes back. */
export interface SignInBegun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** Who signed in, and what is told of how. */
export interface SignedIn {
  readonly subject: string;
  /** The session at the identity server, which a logout token may name. */
  readonly sid: string | undefined;
  readonly name: string;
  readonly userPrincipalName: string | undefined;
  readonly groups: readonly string[];
  readonly acr: string | undefined;
  readonly amr: readonly string[];
  /** Seconds since 1970. */
  readonly authTime: number | undefined;
  readonly idToken: string;
}

/** The identity server. */
export interface IdentityServer {
  readonly origin: string;
  readonly jwksUri: string;
  /** @param wish further parameters, such as `prompt` */
  begin(callback: string, wish?: Readonly<Record<string, string>>): Promise<{ url: URL; begun: SignInBegun }>;
  /** @throws where the answer does not fit what was asked */
  finish(answer: URL, begun: SignInBegun): Promise<SignedIn>;
  signOutUrl(idToken: string, backTo: string): URL;
}

/** What is needed. */
export interface ConnectionOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: HttpsFetch;
}

/** Finds it. @throws where there is none, or it says it is another */
export async function connectTo(options: ConnectionOptions): Promise<IdentityServer> {
  const { issuer, clientId, clientSecret, fetch } = options;
  const authentication = openid.ClientSecretBasic(clientSecret);
  const network = { [openid.customFetch]: fetchOf(fetch) };
  const config = await openid.discovery(new URL(issuer), clientId, {}, authentication, network);
  openid.enableNonRepudiationChecks(config);
  const metadata = config.serverMetadata();
  return {
    origin: new URL(metadata.issuer).origin,
    jwksUri: metadata.jwks_uri ?? '',
    begin: async (callback, wish = {}) => {
      const begun = {
        verifier: openid.randomPKCECodeVerifier(),
        state: openid.randomState(),
        nonce: openid.randomNonce(),
      };
      const parameters = {
        redirect_uri: callback,
        scope: 'openid profile email groups',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
        ...wish,
      };
      const isPushed = metadata.pushed_authorization_request_endpoint !== undefined;
      const url = isPushed
        ? await openid.buildAuthorizationUrlWithPAR(config, parameters)
        : openid.buildAuthorizationUrl(config, parameters);
      return { url, begun };
    },
    finish: async (answer, { verifier, state, nonce }) => {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const tokens = await openid.authorizationCodeGrant(config, answer, checks);
      return signedInBy(tokens.claims(), tokens.id_token);
    },
    signOutUrl: (idToken, backTo) =>
      openid.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: backTo }),
  };
}

function signedInBy(claims: openid.IDToken | undefined, idToken: string | undefined): SignedIn {
  if (!claims || idToken === undefined) throw new Error('The answer has no id_token.');
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : undefined);
  const texts = (name: string) => {
    const list = claims[name];
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
  };
  return {
    subject: claims.sub,
    sid: text('sid'),
    name: text('name') ?? claims.sub,
    userPrincipalName: text('upn'),
    groups: texts('groups'),
    acr: text('acr'),
    amr: texts('amr'),
    authTime: typeof claims.auth_time === 'number' ? claims.auth_time : undefined,
    idToken,
  };
}

function fetchOf(fetch: HttpsFetch): openid.CustomFetch {
  return async (url, { method, headers, body }) => {
    const sent =
      body === undefined || body === null
        ? undefined
        : await new Response(body as ConstructorParameters<typeof Response>[0]).text();
    const answer = await fetch(url, { method, headers, ...(sent === undefined ? {} : { body: sent }) });
    const bytes = [204, 303].includes(answer.status) ? null : answer.bytes();
    return new Response(bytes, { status: answer.status, headers: answer.headers });
  };
}
