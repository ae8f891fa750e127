/**
 * Verification of a signed request: signature, addressee, time, and that the response can only be read by the device
 * that asked. The server nonce and the credential are the server's to check, after this.
 */
import type { VerificationKey } from '../crypto.ts';
import { equals } from '../encoding/bytes.ts';
import { hasValidSignature } from '../jose/jws.ts';
import { MessageError } from './message-error.ts';
import type { PlatformSsoRequest } from './request.ts';

/** What a request is held against. */
export interface RequestContext {
  /** The device signing key that is registered for the request's key id. */
  readonly signingKey: VerificationKey;
  /** The device encryption key registered with it, X9.63. */
  readonly deviceEncryptionKey: Uint8Array;
  readonly clientId: string;
  /** Token endpoint URLs that an `aud` may name, without query and fragment. */
  readonly audiences: readonly string[];
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds of clock difference that are forgiven. */
  readonly leeway: number;
}

declare const verified: unique symbol;
/** A request whose signature and common claims were checked; only {@link verifyRequest} makes one. */
export type Verified<Request extends PlatformSsoRequest> = Request & { readonly [verified]: true };

/** Longest time between `iat` and `exp` that is believed; the Mac uses 300 s. */
const longestLife = 600;

/**
 * Checks a request. The signature comes first: nothing of an unsigned message is reported on.
 * @throws {MessageError} `signature_invalid`, `client_mismatch`, `issuer_mismatch`, `audience_mismatch`,
 * `request_expired`, `request_from_future`, `party_info_wrong_key`, `party_info_wrong_nonce`
 */
export function verifyRequest<Request extends PlatformSsoRequest>(
  request: Request,
  context: RequestContext,
): Verified<Request> {
  if (!hasValidSignature(request.jws, context.signingKey)) {
    refuse('signature_invalid', 'The request is not signed by the device signing key that its "kid" names.');
  }
  verifyAddressee(request, context);
  verifyTime(request, context);
  verifyResponseBinding(request, context);
  return request as Verified<Request>;
}

function verifyAddressee(request: PlatformSsoRequest, { clientId, audiences }: RequestContext): void {
  if (request.issuer !== undefined && request.issuer !== clientId)
    refuse('issuer_mismatch', 'The claim "iss" is not the client id.');
  if (request.kind === 'key_request' || request.kind === 'key_exchange') {
    if (request.issuer === undefined) refuse('issuer_mismatch', 'The claim "iss" is missing.');
    return; // Real Macs send neither client_id nor aud here.
  }
  if (request.clientId !== clientId) refuse('client_mismatch', 'The claim "client_id" is not the configured client.');
  if (request.audience === undefined || !audiences.includes(request.audience)) {
    refuse('audience_mismatch', 'The claim "aud" is not the token endpoint.');
  }
}

function verifyTime(request: PlatformSsoRequest, { now, leeway }: RequestContext): void {
  const expiresAt = Math.min(request.expiresAt ?? Number.POSITIVE_INFINITY, request.issuedAt + longestLife);
  if (expiresAt + leeway <= now) refuse('request_expired', 'The request has expired; is the clock of the Mac right?');
  if (request.issuedAt - leeway > now)
    refuse('request_from_future', 'The request is from the future; is the clock of the Mac right?');
}

function verifyResponseBinding(
  { jweCrypto, nonce }: PlatformSsoRequest,
  { deviceEncryptionKey }: RequestContext,
): void {
  if (!equals(jweCrypto.partyVInfo.deviceEncryptionKey, deviceEncryptionKey)) {
    refuse('party_info_wrong_key', "The request's apv names another device encryption key than the registered one.");
  }
  if (jweCrypto.partyVInfo.nonce !== nonce) refuse('party_info_wrong_nonce', "The request's apv names another nonce.");
}

function refuse(code: MessageError['code'], detail: string): never {
  throw new MessageError(code, detail);
}
