/** The login request and the refresh request, and what the Mac makes of their answers. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { type LoginResponse, parseLoginResponse } from '#protocol/platform-sso/login-response.ts';
import { grantType, mediaType, oldTyp, typ } from '#protocol/platform-sso/media-types.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { type AgentContext, bareUrl } from './agent-context.ts';
import { type Credential, authenticationMethods, credentialClaims } from './credential.ts';
import { PlatformSsoError } from './failure.ts';
import { groupsClaim, requestedGroups } from './groups.ts';
import { type AcceptedIdToken, acceptIdToken } from './id-token.ts';
import { requestScope } from './scopes.ts';
import { type OpenedAnswer, type RequestMaterial, exchangeSigned } from './signed-exchange.ts';

/** Tokens that were accepted. */
export interface LoginGrant extends AcceptedIdToken {
  readonly response: LoginResponse;
  /** The whole decrypted body: extensions may read what they find there. */
  readonly body: JsonObject;
}

/**
 * Logs in. Source: Apple, "Creating and validating a login request".
 * @param previousRefreshToken sent where the login configuration asks for it
 * @throws {PlatformSsoError} `wrong-credential` and every other code
 */
export async function login(
  context: AgentContext,
  credential: Credential,
  previousRefreshToken: string | undefined,
): Promise<LoginGrant> {
  const { configuration, style } = context;
  const opened = await exchangeSigned(context, {
    purpose: 'login',
    url: configuration.tokenEndpointURL,
    version: '1.0',
    accept: style === 'sdk14' ? mediaType.loginResponse : 'application/json',
    typ: style === 'sdk14' ? typ.loginRequest : oldTyp,
    customValues: configuration.customLoginRequestValues,
    customHeader: configuration.customLoginRequestHeaderClaims,
    customBody: configuration.customLoginRequestBodyClaims,
    claims: (material) => loginClaims(context, credential, previousRefreshToken, material),
  });
  return accept(context, opened);
}

/**
 * Gets new tokens for the refresh token. Names no user. Source: Apple, "Creating a refresh request".
 * @throws {PlatformSsoError} `wrong-credential` and every other code
 */
export async function refresh(context: AgentContext, refreshToken: string): Promise<LoginGrant> {
  const { configuration } = context;
  const opened = await exchangeSigned(context, {
    purpose: 'refresh',
    url: configuration.tokenEndpointURL,
    version: '1.0',
    accept: mediaType.loginResponse,
    typ: typ.refreshRequest,
    customValues: configuration.customRefreshRequestValues,
    customHeader: configuration.customRefreshRequestHeaderClaims,
    customBody: configuration.customRefreshRequestBodyClaims,
    claims: (material) => ({ claims: refreshClaims(context, refreshToken, material) }),
  });
  return accept(context, opened);
}

function loginClaims(
  context: AgentContext,
  credential: Credential,
  previousRefreshToken: string | undefined,
  material: RequestMaterial,
) {
  const { configuration, plan, loginUserName, mac } = context;
  const scope = requestScope(context);
  const proof = credentialClaims(context, credential, material, scope);
  const amr = authenticationMethods(context, credential);
  const sendsPrevious = configuration.includePreviousRefreshTokenInLoginRequest && previousRefreshToken !== undefined;
  const claims = {
    ...common(context, material, scope),
    ...proof.claims,
    sub: loginUserName,
    ...(amr ? { amr } : {}),
    ...(mac.traits().groups ? groupsClaim(requestedGroups(plan), configuration) : {}),
    ...(sendsPrevious ? { [configuration.previousRefreshTokenClaimName]: previousRefreshToken } : {}),
    aud: bareUrl(configuration.tokenEndpointURL),
    username: loginUserName,
    client_id: configuration.clientID,
    iat: time(context, material.issuedAt),
  };
  return { claims, ...(proof.assertion ? { assertion: proof.assertion } : {}) };
}

function refreshClaims(context: AgentContext, refreshToken: string, material: RequestMaterial): JsonObject {
  const { configuration } = context;
  return {
    ...common(context, material, requestScope(context)),
    grant_type: grantType.refreshToken,
    refresh_token: refreshToken,
    aud: bareUrl(configuration.refreshEndpointURL),
    client_id: configuration.clientID,
    iat: time(context, material.issuedAt),
  };
}

// The messages of the macOS 13 SDK had no iss, and dates as text.
function common(context: AgentContext, material: RequestMaterial, scope: string): JsonObject {
  const { configuration, style } = context;
  return {
    jwe_crypto: material.jweCrypto,
    exp: time(context, material.expiresAt),
    nonce: material.nonce,
    [configuration.serverNonceClaimName]: material.requestNonce,
    scope,
    ...(style === 'sdk14' ? { iss: configuration.clientID } : {}),
  };
}

function time({ style }: AgentContext, seconds: number): number | string {
  return style === 'sdk14' ? seconds : String(seconds);
}

async function accept(context: AgentContext, { answer, body, nonce }: OpenedAnswer): Promise<LoginGrant> {
  const response = readResponse(body);
  answer.record.checks.push({ sentence: 'It holds an id_token, a refresh token and a life.', holds: true });
  const token = await acceptIdToken(context, response.idToken, nonce, answer.record);
  return { ...token, response, body };
}

function readResponse(body: JsonObject): LoginResponse {
  try {
    return parseLoginResponse(body);
  } catch (error) {
    if (error instanceof MessageError) throw new PlatformSsoError('response-claims', error.message);
    throw error;
  }
}
