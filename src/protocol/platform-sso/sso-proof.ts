/**
 * The proof that a Mac's SSO extension adds to a request for sign-in to an application: this Mac, this person, logged in
 * now, asks for exactly this. Porchlight's own message: a JWS by the device signing key, in a header of the request.
 *
 * Apple leaves what an extension and its server say to each other to whoever writes them
 * (`ASAuthorizationProviderExtensionAuthorizationRequest`); the claims `htm` and the time rules follow DPoP (RFC 9449
 * section 4.2), but the whole address is bound, since query parameters are what a request for sign-in consists of.
 */
import type { Digests, Signer, VerificationKey } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { equals } from '../encoding/bytes.ts';
import type { JsonObject } from '../encoding/json.ts';
import { utf8 } from '../encoding/utf8.ts';
import { hasValidSignature, type UnverifiedJws } from '../jose/jws.ts';
import { optionalText, requiredDate, requiredText } from './claims.ts';
import { MessageError } from './message-error.ts';
import { parseKeyId, readJws } from './signed-request.ts';

/** The header of a request that carries a proof, and of an answer that says why none counted. */
export const ssoProofHeader = 'porchlight-sso-proof';
/** `typ` of the JWS. */
export const ssoProofTyp = 'porchlight-sso-proof+jwt';
/** Seconds between `iat` and `exp`. */
export const ssoProofLife = 60;

/** What shows that the person is logged in: the refresh token of the Mac by hashes, never the token. */
export interface TokenEvidence {
  /** Which login the token hangs on, 16 bytes. */
  readonly family: Uint8Array;
  /** SHA-256 of the token's secret part, 32 bytes. */
  readonly hash: Uint8Array;
}

/** A request for which a proof is made. */
export interface ProvenRequest {
  readonly method: string;
  /** As it is sent: absolute, with its query. */
  readonly url: string;
}

/** The claims, as the extension fills them. */
export interface SsoProofClaims {
  /** The server's base address. */
  readonly audience: string;
  /** The login user name. */
  readonly subject: string;
  readonly requestNonce: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly request: ProvenRequest;
  readonly token: TokenEvidence;
  /** The application that asks, of which macOS assures the extension: `TEAM.bundle.identifier`. Absent for browsers. */
  readonly caller?: string;
}

/** A proof, read but not verified. */
export interface SignedSsoProof {
  readonly jws: UnverifiedJws;
  /** Key id of the device signing key, 32 bytes. */
  readonly keyId: Uint8Array;
  readonly audience: string;
  readonly subject: string;
  readonly requestNonce: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly method: string;
  /** SHA-256 of the address, 32 bytes. */
  readonly urlHash: Uint8Array;
  readonly token: TokenEvidence;
  readonly caller: string | undefined;
}

/**
 * What a refresh token of a Porchlight server shows of itself; undefined for one of another server, whose form is its own.
 * Ours is base64url of the family (16 bytes) and a secret (32).
 */
export function tokenEvidence(refreshToken: string, digests: Pick<Digests, 'sha256'>): TokenEvidence | undefined {
  const bytes = refreshToken.length === 64 ? fromBase64url(refreshToken) : undefined;
  return bytes && { family: bytes.subarray(0, 16), hash: digests.sha256(bytes.subarray(16)) };
}

/** The claims as JSON. */
export function ssoProofClaims(proof: SsoProofClaims, digests: Pick<Digests, 'sha256'>): JsonObject {
  return {
    aud: proof.audience,
    sub: proof.subject,
    iat: proof.issuedAt,
    exp: proof.issuedAt + ssoProofLife,
    request_nonce: proof.requestNonce,
    htm: proof.request.method,
    url_hash: toBase64url(digests.sha256(utf8(proof.request.url))),
    token_family: toBase64url(proof.token.family),
    token_hash: toBase64url(proof.token.hash),
    ...(proof.caller === undefined ? {} : { caller: proof.caller }),
  };
}

/** The header of the JWS. The signer is the device signing key. */
export function ssoProofJwsHeader(kid: string, signer: Signer): JsonObject {
  return { typ: ssoProofTyp, alg: signer.alg, kid };
}

/**
 * Reads a proof.
 * @throws {MessageError} `malformed_jws`, `unsupported_algorithm`, `unexpected_typ`, `malformed_key_id`, `missing_claim`,
 * `malformed_claim`
 */
export function parseSsoProof(compact: string): SignedSsoProof {
  const jws = readJws(compact);
  const { header, claims } = jws;
  if (header['typ'] !== ssoProofTyp) throw new MessageError('unexpected_typ', 'Not a proof for single sign-on.');
  if (jws.alg !== 'ES256') throw new MessageError('unsupported_algorithm', 'A proof must be signed with ES256.');
  return {
    jws,
    keyId: parseKeyId(header),
    audience: requiredText(claims, 'aud'),
    subject: requiredText(claims, 'sub'),
    requestNonce: requiredText(claims, 'request_nonce'),
    issuedAt: requiredDate(claims, 'iat'),
    expiresAt: requiredDate(claims, 'exp'),
    method: requiredText(claims, 'htm'),
    urlHash: bytesOf(claims, 'url_hash', 32),
    token: { family: bytesOf(claims, 'token_family', 16), hash: bytesOf(claims, 'token_hash', 32) },
    caller: optionalText(claims, 'caller'),
  };
}

/** What a proof is held against. */
export interface SsoProofContext {
  readonly signingKey: VerificationKey;
  readonly audience: string;
  readonly request: ProvenRequest;
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds of clock difference that are forgiven. */
  readonly leeway: number;
  readonly digests: Pick<Digests, 'sha256'>;
}

/**
 * Checks a proof, its signature first. The nonce and the token are the server's to check, after this.
 * @throws {MessageError} `signature_invalid`, `audience_mismatch`, `proof_of_another_request`, `request_expired`,
 * `request_from_future`
 */
export function verifySsoProof(proof: SignedSsoProof, context: SsoProofContext): void {
  const { audience, request, now, leeway, digests } = context;
  const refuse = (code: MessageError['code'], detail: string): never => {
    throw new MessageError(code, detail);
  };
  if (!hasValidSignature(proof.jws, context.signingKey)) refuse('signature_invalid', 'Not by the key of "kid".');
  if (proof.audience !== audience) refuse('audience_mismatch', 'The "aud" is another server.');
  const isOfRequest = proof.method === request.method && equals(proof.urlHash, digests.sha256(utf8(request.url)));
  if (!isOfRequest) refuse('proof_of_another_request', 'The proof was made for another request.');
  const end = Math.min(proof.expiresAt, proof.issuedAt + ssoProofLife);
  if (end + leeway <= now) refuse('request_expired', 'The proof has expired.');
  if (proof.issuedAt - leeway > now) refuse('request_from_future', 'The proof is from the future.');
}

function bytesOf(claims: JsonObject, name: string, length: number): Uint8Array {
  const bytes = fromBase64url(requiredText(claims, name));
  if (bytes?.length !== length)
    throw new MessageError('malformed_claim', `The claim "${name}" is not ${length} bytes of base64url.`);
  return bytes;
}
