/**
 * The checks of an id_token, in the order in which macOS makes them. Source: Apple, "Processing the JWE login response";
 * 120 seconds of clock difference are forgiven.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { type UnverifiedJws, hasValidSignature, parseJws } from '#protocol/jose/jws.ts';
import { optionalDate } from '#protocol/platform-sso/claims.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { type ExchangeRecord, noteIdToken } from '../evidence-log.ts';
import { check } from '../transport.ts';
import type { AgentContext } from './agent-context.ts';
import { PlatformSsoError, type PlatformSsoFailureCode } from './failure.ts';
import { signingKeyOf } from './jwks.ts';

/** Seconds by which the clocks of Mac and identity provider may differ. */
export const clockTolerance = 120;

/** What the Mac takes from a token that it accepted. */
export interface AcceptedIdToken {
  readonly claims: JsonObject;
  /** `sub`, or the claim that `uniqueIdentifierClaimName` names. */
  readonly uniqueIdentifier: string;
}

/**
 * Checks the token of a response.
 * @param nonce the request's own nonce
 * @throws {PlatformSsoError} one code per check, `id-token-…`, and those of the JWKS
 */
export async function acceptIdToken(
  context: AgentContext,
  compact: string,
  nonce: string,
  record: ExchangeRecord,
): Promise<AcceptedIdToken> {
  const jws = readToken(compact);
  noteIdToken(record, { header: jws.header, claims: jws.claims });
  const kid = typeof jws.header['kid'] === 'string' ? jws.header['kid'] : '';
  check(record, kid !== '', 'The id_token names a key.', 'id-token-kid-missing', 'No kid in login response id_token.');
  const allowed = jws.alg === 'ES256' || jws.alg === 'RS256';
  const wrongAlgorithm = `The id_token is signed with ${jws.alg}, not with ES256 or RS256.`;
  check(record, allowed, 'It is signed with ES256 or RS256.', 'id-token-algorithm', wrongAlgorithm);
  const key = await signingKeyOf(context, kid, record);
  const wrongSignature = 'The signature of the id_token is wrong.';
  check(record, hasValidSignature(jws, key), 'Its signature is right.', 'id-token-signature', wrongSignature);
  checkParties(context, jws.claims, nonce, record);
  checkTimes(jws.claims, Math.floor(context.mac.wireNow() / 1000), record);
  return { claims: jws.claims, uniqueIdentifier: uniqueIdentifier(context, jws.claims, record) };
}

function readToken(compact: string): UnverifiedJws {
  try {
    return parseJws(compact);
  } catch (error) {
    if (!(error instanceof JoseError)) throw error;
    const code = error.code === 'unsupported_algorithm' ? 'id-token-algorithm' : 'id-token-malformed';
    throw new PlatformSsoError(code, `The id_token cannot be read: ${error.message}`);
  }
}

function checkParties(context: AgentContext, claims: JsonObject, nonce: string, record: ExchangeRecord): void {
  const { issuer, clientID } = context.configuration;
  const verify = (holds: boolean, sentence: string, code: PlatformSsoFailureCode, wrong: string) =>
    check(record, holds, sentence, code, wrong);
  // A missing nonce was tolerated by the code that was observed; a wrong one is fatal.
  const ownNonce = claims['nonce'] === undefined || claims['nonce'] === nonce;
  verify(ownNonce, 'Its nonce is that of the request.', 'id-token-nonce', 'The nonce of the id_token is another one.');
  const wrongIssuer = `The issuer of the id_token is not exactly "${issuer}".`;
  verify(claims['iss'] === issuer, 'Its issuer is the configured one.', 'id-token-issuer', wrongIssuer);
  const { aud, azp } = claims;
  const forUs = Array.isArray(aud) ? aud.includes(clientID) : aud === clientID;
  verify(forUs, 'Its audience is the client id.', 'id-token-audience', 'The id_token is for another client.');
  const authorized = azp === undefined ? !Array.isArray(aud) : azp === clientID;
  const wrongParty = 'The id_token has several audiences and no "azp" that is the client id.';
  verify(authorized, 'Its authorized party fits.', 'id-token-authorized-party', wrongParty);
}

function checkTimes(claims: JsonObject, now: number, record: ExchangeRecord): void {
  const issuedAt = date(claims, 'iat', 'id-token-issued-at');
  const expires = date(claims, 'exp', 'id-token-expired');
  const notBefore = date(claims, 'nbf', 'id-token-not-before');
  const wasIssued = issuedAt !== undefined && issuedAt <= now + clockTolerance;
  check(
    record,
    wasIssued,
    'It was issued, not later than now.',
    'id-token-issued-at',
    'The id_token is from the future.',
  );
  const isAlive = expires !== undefined && expires >= now - clockTolerance;
  check(record, isAlive, 'It has not expired.', 'id-token-expired', 'The id_token has expired.');
  const hasBegun = notBefore === undefined || notBefore <= now + clockTolerance;
  check(record, hasBegun, 'It is valid already.', 'id-token-not-before', 'The id_token is not valid yet.');
}

function date(claims: JsonObject, name: string, code: PlatformSsoFailureCode): number | undefined {
  try {
    return optionalDate(claims, name);
  } catch (error) {
    if (error instanceof MessageError) throw new PlatformSsoError(code, error.message);
    throw error;
  }
}

function uniqueIdentifier({ configuration }: AgentContext, claims: JsonObject, record: ExchangeRecord): string {
  const name = configuration.uniqueIdentifierClaimName;
  const value = typeof claims[name] === 'string' ? claims[name] : '';
  const present = value !== '';
  check(record, present, `It names the person in "${name}".`, 'id-token-subject', `The id_token has no "${name}".`);
  return value;
}
