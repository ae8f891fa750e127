/**
 * The key request: asks for the certificate of the user's unlock key (Platform SSO 2.0). Sent after a login.
 * Source: Apple, "Supporting key requests and key exchange requests"; captured from macOS 14. It never carries `aud`.
 */
import type { Signer } from '../crypto.ts';
import { type JsonObject, appleJson } from '../encoding/json.ts';
import { signJws } from '../jose/jws.ts';
import { type Occasion, occasionOf } from './authorization-scope.ts';
import { optionalText, requiredText, words } from './claims.ts';
import { oldTyp, typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import type { SignedRequest } from './signed-request.ts';

/** What a key request and a key exchange share. */
export interface KeyServiceRequest extends SignedRequest {
  readonly username: string;
  readonly refreshToken: string;
  /** Only `user_unlock` is documented. */
  readonly keyPurpose: 'user_unlock';
  readonly scopes: readonly string[];
  /** Why the Mac asks, where it says so (macOS 27). */
  readonly occasion: Occasion | 'other' | undefined;
}

/** A key request, read but not verified. */
export interface KeyRequest extends KeyServiceRequest {
  readonly kind: 'key_request';
}

/** Makes a key request or a key exchange request: both have the same envelope. */
export function encodeKeyServiceRequest(header: JsonObject, claims: JsonObject, signer: Signer): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

/** Reads a key request. @throws {MessageError} `unexpected_typ`, `missing_claim`, `malformed_claim`, `conflicting_claims` */
export function parseKeyRequest(request: SignedRequest): KeyRequest {
  return { ...parseKeyServiceRequest(request), kind: 'key_request' };
}

/** Reads what both kinds share. @throws {MessageError} see {@link parseKeyRequest}, and `several_authorization_scopes` */
export function parseKeyServiceRequest(request: SignedRequest): KeyServiceRequest {
  const { claims } = request.jws;
  if (request.typ !== typ.keyRequest && request.typ !== oldTyp) {
    throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of a key request.');
  }
  if (requiredText(claims, 'key_purpose') !== 'user_unlock') {
    throw new MessageError('malformed_claim', 'The claim "key_purpose" is not "user_unlock".');
  }
  const username = requiredText(claims, 'username');
  if ((optionalText(claims, 'sub') ?? username) !== username) {
    throw new MessageError('conflicting_claims', 'The claims "sub" and "username" differ.');
  }
  const refreshToken = requiredText(claims, 'refresh_token');
  const scopes = words(optionalText(claims, 'scope'));
  return {
    ...request,
    username,
    refreshToken,
    keyPurpose: 'user_unlock',
    scopes,
    occasion: occasionOf(scopes),
  };
}
