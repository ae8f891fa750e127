/**
 * The request object of a web sign-in (OpenID Connect Core section 6.1): what our preauthentication answer asked for, signed
 * by the device signing key and posted as `request=<JWS>` to the authorization address, whose query repeats it. It has no
 * times and no addressee of its own: `state` and `nonce` are ours, and say both. Source: Apple, "Implementing web-based
 * authentication with Platform Single Sign-on", step 4.
 */
import type { Signer, VerificationKey } from '../../crypto.ts';
import { type FormFields, appleForm } from '../../encoding/form.ts';
import { type JsonObject, appleJson } from '../../encoding/json.ts';
import { type UnverifiedJws, hasValidSignature, signJws } from '../../jose/jws.ts';
import { type Occasion, requiredOccasion } from '../authorization-scope.ts';
import { optionalText, requiredText, words } from '../claims.ts';
import { typ } from '../media-types.ts';
import { MessageError } from '../message-error.ts';
import { parseKeyId, parseX5c, readJws } from '../signed-request.ts';
import type { AuthorizationQuery } from './authorization-query.ts';
import { callbackUri } from './callback.ts';

/** A request object, read but not verified. */
export interface AuthorizationRequest {
  readonly jws: UnverifiedJws;
  /** Key id of the device signing key, 32 bytes. */
  readonly keyId: Uint8Array;
  /** Leaf first; empty when the extension saved no certificate. */
  readonly x5c: readonly Uint8Array[];
  readonly clientId: string;
  readonly state: string;
  readonly nonce: string | undefined;
  readonly redirectUri: string;
  readonly responseType: string;
  readonly scopes: readonly string[];
  readonly occasion: Occasion;
}

/** Makes the JWS. The header must carry `typ`, `alg` of the signer and `kid`. */
export function encodeAuthorizationRequest(header: JsonObject, claims: JsonObject, signer: Signer): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

/** The form that carries it. */
export function encodeAuthorizationForm(jws: string): string {
  return appleForm([], ['request', jws]);
}

/** The request object of a form, where it has one. */
export function requestOfForm(fields: FormFields): string | undefined {
  return fields.get('request') || undefined;
}

/**
 * Reads the JWS.
 * @throws {MessageError} `malformed_jws`, `unsupported_algorithm`, `unexpected_typ`, `malformed_key_id`,
 * `malformed_certificate`, `missing_claim`, `malformed_claim`, and those of the scope
 */
export function parseAuthorizationRequest(compact: string): AuthorizationRequest {
  const jws = readJws(compact);
  const { header, claims } = jws;
  if (jws.alg !== 'ES256') throw new MessageError('unsupported_algorithm', 'A request must be signed with ES256.');
  if (optionalText(header, 'typ') !== typ.authorizationRequest) {
    throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of an authorization request.');
  }
  const scopes = words(requiredText(claims, 'scope'));
  return {
    jws,
    keyId: parseKeyId(header),
    x5c: parseX5c(header),
    clientId: requiredText(claims, 'client_id'),
    state: requiredText(claims, 'state'),
    nonce: optionalText(claims, 'nonce'),
    redirectUri: requiredText(claims, 'redirect_uri'),
    responseType: requiredText(claims, 'response_type'),
    scopes,
    occasion: requiredOccasion(scopes),
  };
}

declare const verified: unique symbol;
/** A request object whose signature was checked, and that says what its query says. */
export type VerifiedAuthorizationRequest = AuthorizationRequest & { readonly [verified]: true };

/**
 * Checks a request object against the key of the device and the query of its address. In Apple's sample the scopes of the two
 * differ but for the occasion.
 * @throws {MessageError} `signature_invalid`, `client_mismatch`, `redirect_uri_mismatch`, `authorization_request_mismatch`
 */
export function verifyAuthorizationRequest(
  request: AuthorizationRequest,
  context: { readonly signingKey: VerificationKey; readonly clientId: string; readonly query: AuthorizationQuery },
): VerifiedAuthorizationRequest {
  const { query } = context;
  if (!hasValidSignature(request.jws, context.signingKey)) {
    throw new MessageError('signature_invalid', 'The request object is not signed by the device that its "kid" names.');
  }
  if (request.clientId !== context.clientId) {
    throw new MessageError('client_mismatch', 'The claim "client_id" is not the configured client.');
  }
  if (request.redirectUri !== callbackUri) {
    throw new MessageError('redirect_uri_mismatch', `The redirect_uri of the request object is not ${callbackUri}.`);
  }
  const agrees =
    request.responseType === 'code' &&
    request.state === query.state &&
    request.nonce === query.nonce &&
    request.occasion === query.occasion;
  if (!agrees) {
    throw new MessageError(
      'authorization_request_mismatch',
      'The request object says something else than its address.',
    );
  }
  return request as VerifiedAuthorizationRequest;
}
