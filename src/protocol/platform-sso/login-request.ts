/**
 * The login request: the device's signature over who signs in, and how. Sent by the Mac to the token endpoint.
 * Source: Apple, "Creating and validating a login request"; a password login captured from macOS 14.
 */
import type { Signer } from '../crypto.ts';
import { type JsonObject, appleJson, isJsonObject } from '../encoding/json.ts';
import { isUncompressedP256 } from '../jose/jwk.ts';
import { signJws } from '../jose/jws.ts';
import { type Occasion, occasionOf } from './authorization-scope.ts';
import { optionalBytes, optionalText, optionalTexts, requiredText, words } from './claims.ts';
import { type EncryptedLoginAssertion, parseEncryptedLoginAssertion } from './encrypted-login-assertion.ts';
import { type LoginAssertion, parseLoginAssertion } from './login-assertion.ts';
import { grantType, oldTyp, typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import type { SignedRequest } from './signed-request.ts';
import { type Callback, callbackTokenType, parseCallback } from './web-sign-in/callback.ts';

/** How the person proves who they are, by the form in which the proof arrives. */
export type LoginCredential =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'encrypted-password'; readonly assertion: EncryptedLoginAssertion }
  | { readonly kind: 'secure-enclave-key'; readonly assertion: LoginAssertion }
  | { readonly kind: 'smart-card'; readonly assertion: LoginAssertion }
  /** The end of a web sign-in (macOS 27). */
  | { readonly kind: 'web-sign-in'; readonly callback: Callback };

/** A login request, read but not verified. */
export interface LoginRequest extends SignedRequest {
  readonly kind: 'login';
  /** The login user name: `username`, which `sub` must repeat where it is sent. */
  readonly username: string;
  /** As sent; the embedded assertion must repeat it to the letter. */
  readonly scope: string;
  readonly scopes: readonly string[];
  /** Why the Mac asks, where it says so (macOS 27). */
  readonly occasion: Occasion | 'other' | undefined;
  readonly credential: LoginCredential;
  /** How the Mac says that the user authenticated (macOS 14.4 and later). Informative: values are not documented. */
  readonly amr: readonly string[];
  /** The groups that the profile asks about; the response names those of them that the user is in. */
  readonly requestedGroups: readonly string[];
  readonly previousRefreshToken: string | undefined;
  /** X9.63 key of an unlock that wants its answer inside the login response (seen announced for macOS 27). */
  readonly otherPublicKey: Uint8Array | undefined;
}

/** Makes a login request. The header must carry `typ`, `alg` of the signer and `kid`. */
export function encodeLoginRequest(header: JsonObject, claims: JsonObject, signer: Signer): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

/**
 * Reads a login request.
 * @throws {MessageError} `unexpected_typ`, `missing_claim`, `malformed_claim`, `conflicting_claims`,
 * `ws_trust_not_supported`, `token_exchange_not_supported`, `callback_malformed`, `unsupported_grant_type`,
 * `several_authorization_scopes`, and those of the credential
 */
export function parseLoginRequest(request: SignedRequest): LoginRequest {
  const { claims } = request.jws;
  if (request.typ !== typ.loginRequest && request.typ !== oldTyp) {
    throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of a login request.');
  }
  const username = requiredText(claims, 'username');
  const subject = optionalText(claims, 'sub');
  if (subject !== undefined && subject !== username) {
    throw new MessageError('conflicting_claims', 'The claims "sub" and "username" differ.');
  }
  const scope = requiredText(claims, 'scope');
  const scopes = words(scope);
  return {
    ...request,
    kind: 'login',
    username,
    scope,
    scopes,
    occasion: occasionOf(scopes),
    credential: parseCredential(claims),
    amr: optionalTexts(claims, 'amr') ?? [],
    requestedGroups: parseRequestedGroups(claims),
    previousRefreshToken: optionalText(claims, 'previous_refresh_token'),
    otherPublicKey: parseOtherPublicKey(claims),
  };
}

function parseCredential(claims: JsonObject): LoginCredential {
  const parse = credentialOfGrant.get(requiredText(claims, 'grant_type'));
  if (!parse) throw new MessageError('unsupported_grant_type', 'The claim "grant_type" is not one of a login.');
  return parse(claims);
}

const credentialOfGrant = new Map<string, (claims: JsonObject) => LoginCredential>([
  [grantType.password, (claims) => ({ kind: 'password', password: requiredText(claims, 'password') })],
  [grantType.jwtBearer, parseAssertionCredential],
  [grantType.saml11, refuseWsTrust],
  [grantType.saml2, refuseWsTrust],
  [grantType.tokenExchange, parseWebSignIn],
]);

// Three parts are a signature by the user's key, five an encrypted password: both come under the same grant.
function parseAssertionCredential(claims: JsonObject): LoginCredential {
  const compact = requiredText(claims, 'assertion');
  const parts = compact.split('.').length;
  if (parts === 5) return { kind: 'encrypted-password', assertion: parseEncryptedLoginAssertion(compact) };
  if (parts !== 3) throw new MessageError('assertion_malformed', 'The embedded assertion is neither a JWS nor a JWE.');
  const assertion = parseLoginAssertion(compact);
  return { kind: assertion.x5c.length > 0 ? 'smart-card' : 'secure-enclave-key', assertion };
}

// Token exchange (RFC 8693) of one kind of token: the address that a web sign-in ended with.
function parseWebSignIn(claims: JsonObject): LoginCredential {
  const token = requiredText(claims, 'subject_token');
  if (requiredText(claims, 'subject_token_type') !== callbackTokenType) {
    throw new MessageError('token_exchange_not_supported', 'The token to exchange is not the end of a web sign-in.');
  }
  return { kind: 'web-sign-in', callback: parseCallback(token) };
}

function parseOtherPublicKey(claims: JsonObject): Uint8Array | undefined {
  const point = optionalBytes(claims, 'other_publickey');
  if (point === undefined || isUncompressedP256(point)) return point;
  throw new MessageError('malformed_claim', 'The claim "other_publickey" is not an uncompressed P-256 point.');
}

function refuseWsTrust(): never {
  throw new MessageError(
    'ws_trust_not_supported',
    'WS-Trust federation (a SAML assertion as credential) is not offered here.',
  );
}

// {"id_token":{"groups":{"values":[...]}}}, an OpenID claims request.
function parseRequestedGroups(claims: JsonObject): readonly string[] {
  const idToken = member(claims['claims'], 'id_token');
  const groups = member(idToken, 'groups');
  return groups ? (optionalTexts(groups, 'values') ?? []) : [];
}

function member(value: unknown, name: string): JsonObject | undefined {
  const found = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(found) ? found : undefined;
}
