/**
 * The refresh request: new tokens for a refresh token, without the person. It names no user.
 * Source: Apple, "Creating a refresh request".
 */
import type { Signer } from '../crypto.ts';
import { type JsonObject, appleJson } from '../encoding/json.ts';
import { signJws } from '../jose/jws.ts';
import { type Occasion, occasionOf } from './authorization-scope.ts';
import { optionalText, requiredText, words } from './claims.ts';
import { oldTyp, typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import type { SignedRequest } from './signed-request.ts';

/** A refresh request, read but not verified. */
export interface RefreshRequest extends SignedRequest {
  readonly kind: 'refresh';
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  /** Why the Mac asks, where it says so (macOS 27). */
  readonly occasion: Occasion | 'other' | undefined;
}

/** Makes a refresh request. */
export function encodeRefreshRequest(header: JsonObject, claims: JsonObject, signer: Signer): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

/** Reads a refresh request. @throws {MessageError} `unexpected_typ`, `missing_claim`, `malformed_claim`, `several_authorization_scopes` */
export function parseRefreshRequest(request: SignedRequest): RefreshRequest {
  if (request.typ !== typ.refreshRequest && request.typ !== oldTyp) {
    throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of a refresh request.');
  }
  const scopes = words(optionalText(request.jws.claims, 'scope'));
  return {
    ...request,
    kind: 'refresh',
    refreshToken: requiredText(request.jws.claims, 'refresh_token'),
    scopes,
    occasion: occasionOf(scopes),
  };
}
