/**
 * The embedded assertion of a login by Secure Enclave key or smart card: a JWS by the user's key inside the device's.
 * Sent by the Mac within a login request. Source: Apple, "Creating an embedded assertion".
 */
import type { Signer, VerificationKey } from '../crypto.ts';
import { type JsonObject, appleJson } from '../encoding/json.ts';
import { type UnverifiedJws, hasValidSignature, signJws } from '../jose/jws.ts';
import { optionalText, requiredDate, requiredText } from './claims.ts';
import { oldTyp, typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import { parseX5c, readJws } from './signed-request.ts';

/** The claims that the three kinds of embedded assertion share. */
export interface AssertionClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly nonce: string;
  readonly requestNonce: string;
  readonly scope: string;
}

/** A signed embedded assertion, read but not verified. */
export interface LoginAssertion extends AssertionClaims {
  readonly jws: UnverifiedJws;
  readonly typ: string;
  /** As sent: for an EC key the base64 of SHA-256 of its X9.63 form; for RSA the form hashed is unconfirmed. */
  readonly kid: string | undefined;
  /** The card's certificate, leaf first; empty for a Secure Enclave key. */
  readonly x5c: readonly Uint8Array[];
}

/** Makes an assertion. The header must carry `typ`, `alg` of the signer, `kid`, and for a card `x5c`. */
export function encodeLoginAssertion(header: JsonObject, claims: JsonObject, signer: Signer): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

/**
 * Reads an assertion.
 * @throws {MessageError} `malformed_jws`, `unsupported_algorithm`, `unexpected_typ`, `missing_claim`,
 * `malformed_claim`, `malformed_certificate`
 */
export function parseLoginAssertion(compact: string): LoginAssertion {
  const jws = readJws(compact);
  const found = optionalText(jws.header, 'typ');
  if (found !== typ.loginAssertion && found !== oldTyp) {
    throw new MessageError('unexpected_typ', 'The header\'s "typ" is not that of an embedded assertion.');
  }
  return {
    ...parseAssertionClaims(jws.claims),
    jws,
    typ: found,
    kid: optionalText(jws.header, 'kid'),
    x5c: parseX5c(jws.header),
  };
}

/** Reads the shared claims. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseAssertionClaims(claims: JsonObject): AssertionClaims {
  return {
    issuer: requiredText(claims, 'iss'),
    subject: requiredText(claims, 'sub'),
    audience: requiredText(claims, 'aud'),
    issuedAt: requiredDate(claims, 'iat'),
    expiresAt: requiredDate(claims, 'exp'),
    nonce: requiredText(claims, 'nonce'),
    requestNonce: requiredText(claims, 'request_nonce'),
    scope: requiredText(claims, 'scope'),
  };
}

/** What an embedded assertion must agree with: the verified outer request and the server's own values. */
export interface AssertionContext {
  readonly username: string;
  readonly nonce: string;
  readonly requestNonce: string;
  readonly scope: string;
  /** `audience` of the login configuration. */
  readonly audience: string;
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds of clock difference that are forgiven. */
  readonly leeway: number;
}

declare const verified: unique symbol;
/** An assertion whose signature and claims were checked; only {@link verifyLoginAssertion} makes one. */
export type VerifiedLoginAssertion = LoginAssertion & { readonly [verified]: true };

/**
 * Checks the assertion's signature and that it belongs to the outer request (section "What the IdP must verify").
 * @throws {MessageError} `assertion_signature_invalid`, `assertion_subject_mismatch`, `assertion_audience_mismatch`,
 * `assertion_nonce_mismatch`, `assertion_scope_mismatch`, `assertion_expired`, `assertion_from_future`
 */
export function verifyLoginAssertion(
  assertion: LoginAssertion,
  key: VerificationKey,
  context: AssertionContext,
): VerifiedLoginAssertion {
  if (!hasValidSignature(assertion.jws, key))
    refuse('assertion_signature_invalid', 'The embedded assertion is not signed by this key.');
  verifyAssertionClaims(assertion, context);
  return assertion as VerifiedLoginAssertion;
}

/** The claim checks alone, shared with the encrypted kind. @throws {MessageError} see {@link verifyLoginAssertion} */
export function verifyAssertionClaims(claims: AssertionClaims, context: AssertionContext): void {
  if (claims.subject !== context.username || claims.issuer !== context.username) {
    refuse('assertion_subject_mismatch', 'The embedded assertion names another user than the request.');
  }
  if (claims.audience !== context.audience)
    refuse('assertion_audience_mismatch', 'The embedded assertion has another audience.');
  if (claims.nonce !== context.nonce || claims.requestNonce !== context.requestNonce) {
    refuse('assertion_nonce_mismatch', 'The embedded assertion has other nonces than the request.');
  }
  if (claims.scope !== context.scope) refuse('assertion_scope_mismatch', 'The embedded assertion has another scope.');
  if (claims.expiresAt + context.leeway <= context.now)
    refuse('assertion_expired', 'The embedded assertion has expired.');
  if (claims.issuedAt - context.leeway > context.now)
    refuse('assertion_from_future', 'The embedded assertion is from the future.');
}

function refuse(code: MessageError['code'], detail: string): never {
  throw new MessageError(code, detail);
}
