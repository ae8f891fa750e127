/**
 * Which request a form holds. Routing is by form version, then `request_type` or `grant_type`: custom claims may
 * change nearly everything else (one large provider overrides `typ` and adds `aud`).
 */
import { optionalText } from './claims.ts';
import { type KeyExchangeRequest, parseKeyExchangeRequest } from './key-exchange-request.ts';
import { type KeyRequest, parseKeyRequest } from './key-request.ts';
import { type LoginRequest, parseLoginRequest } from './login-request.ts';
import { grantType } from './media-types.ts';
import { MessageError } from './message-error.ts';
import { type RefreshRequest, parseRefreshRequest } from './refresh-request.ts';
import { type SignedRequest, parseSignedRequest } from './signed-request.ts';
import type { TokenRequest } from './token-request.ts';

/** Every signed request of the protocol, read but not verified. */
export type PlatformSsoRequest = LoginRequest | RefreshRequest | KeyRequest | KeyExchangeRequest;

/**
 * Reads the signed request of a form.
 * @throws {MessageError} `unsupported_request_type` and those of the request's own parser
 */
export function parsePlatformSsoRequest(form: TokenRequest): PlatformSsoRequest {
  const request = parseSignedRequest(form.jws);
  return form.version === '2.0' ? parseVersion2(request) : parseVersion1(request);
}

function parseVersion1(request: SignedRequest): LoginRequest | RefreshRequest {
  const isRefresh = optionalText(request.jws.claims, 'grant_type') === grantType.refreshToken;
  return isRefresh ? parseRefreshRequest(request) : parseLoginRequest(request);
}

function parseVersion2(request: SignedRequest): KeyRequest | KeyExchangeRequest {
  const parse = keyServiceParsers.get(optionalText(request.jws.claims, 'request_type') ?? '');
  if (!parse) {
    throw new MessageError(
      'unsupported_request_type',
      'The claim "request_type" is neither key_request nor key_exchange.',
    );
  }
  return parse(request);
}

const keyServiceParsers = new Map<string, (request: SignedRequest) => KeyRequest | KeyExchangeRequest>([
  ['key_request', parseKeyRequest],
  ['key_exchange', parseKeyExchangeRequest],
]);
