/**
 * What a phone signs. Each is a compact JWS (RFC 7515) with ES256 by the key that the phone made when it was enrolled; the
 * texts are made here, member by member in a fixed order, so that phone and server cannot disagree about a byte.
 *
 * - every request: what is asked, when, in which order ({@link requestText}), in the header `authorization: Phone <jws>`
 * - every answer to a request for approval: the whole context as the person saw it ({@link answerText})
 * - the enrolment: possession of the key, for one offer ({@link enrollmentText})
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { P256Jwk } from '#protocol/jose/jwk.ts';

/** Types of the three, in the header's `typ` (RFC 8725 section 3.11): none can be taken for another. */
export const signatureTypes = {
  request: 'phone-request+jwt',
  answer: 'phone-answer+jwt',
  enrollment: 'phone-enrollment+jwt',
} as const;

/** The word before the JWS in the `authorization` header. */
export const signatureScheme = 'Phone';

/** How far the clocks of phone and server may differ, in milliseconds. */
export const signatureLeeway = 60_000;

/** Header and payload of a JWS as JSON texts. */
export interface TextToSign {
  readonly header: string;
  readonly payload: string;
}

/** What the signature covers: both parts in base64url with a dot between (RFC 7515 section 5.1). */
export function signingInputOf({ header, payload }: TextToSign): string {
  return `${toBase64url(utf8(header))}.${toBase64url(utf8(payload))}`;
}

/** A request, as far as its signature covers it. */
export interface SignedRequest {
  readonly issuer: string;
  readonly authenticatorId: string;
  /** Such as `POST`. */
  readonly method: string;
  /** Path with query, such as `/authenticator/api/requests`. */
  readonly path: string;
  /** SHA-256 of the body's bytes, base64url; of no bytes where there is no body. */
  readonly bodyHash: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 16 random bytes or more, base64url. Counts once. */
  readonly nonce: string;
  /**
   * One more than in the request of this phone before, kept on the phone for good. A server that sees it go back locks the
   * phone: two hold its key. All windows of one phone take it under one lock and keep that until the answer is there.
   */
  readonly counter: number;
}

/** The text of a request's signature. Members as in DPoP (RFC 9449 section 4.2), and `bh`, `ctr`. */
export function requestText(request: SignedRequest): TextToSign {
  const { issuer, authenticatorId, method, path, bodyHash, at, nonce, counter } = request;
  const payload = { aud: issuer, htm: method, htu: path, bh: bodyHash, iat: at / 1000, jti: nonce, ctr: counter };
  return textOf(signatureTypes.request, { kid: authenticatorId }, payload);
}

/** What the person decided. */
export type Decision = 'approve' | 'deny' | 'not-me';

/** How the person unlocked the app for it. */
export type Unlock = 'passkey' | 'pin' | 'none';

/** Everything that an answer says. Times are ISO 8601 in UTC with milliseconds, as the request has them. */
export interface AnswerContext {
  readonly issuer: string;
  readonly authenticatorId: string;
  readonly requestId: string;
  readonly userId: string;
  readonly purpose: string;
  /** The app or Mac, in words. */
  readonly target: string;
  readonly macSerialNumber: string | null;
  /** The network address that the sign-in comes from. */
  readonly address: string;
  readonly begunAt: string;
  readonly expiresAt: string;
  readonly decision: Decision;
  /** As typed, with `approve` only. */
  readonly number: string | null;
  readonly unlock: Unlock;
  readonly answeredAt: string;
}

/** The text of an answer's signature. */
export function answerText(context: AnswerContext): TextToSign {
  const payload = {
    aud: context.issuer,
    request: context.requestId,
    sub: context.userId,
    purpose: context.purpose,
    target: context.target,
    mac: context.macSerialNumber,
    address: context.address,
    begun: context.begunAt,
    expires: context.expiresAt,
    decision: context.decision,
    number: context.number,
    unlock: context.unlock,
    answered: context.answeredAt,
  };
  return textOf(signatureTypes.answer, { kid: context.authenticatorId }, payload);
}

/** What an enrolment proves. */
export interface EnrollmentProof {
  readonly issuer: string;
  readonly key: P256Jwk;
  /** SHA-256 of the offer's secret in UTF-8, base64url: the secret itself stands in no signature. */
  readonly offerHash: string;
  /** As the server gave it for this offer. */
  readonly challenge: string;
  /** What the phone is called. */
  readonly name: string;
  readonly unlock: Unlock;
}

/** The text of an enrolment's signature, by the key that it names (`jwk`, RFC 7515 section 4.1.3). */
export function enrollmentText({ issuer, key, offerHash, challenge, name, unlock }: EnrollmentProof): TextToSign {
  const { kty, crv, x, y } = key;
  const payload = { aud: issuer, offer: offerHash, challenge, name, unlock };
  return textOf(signatureTypes.enrollment, { jwk: { kty, crv, x, y } }, payload);
}

function textOf(typ: string, more: object, payload: object): TextToSign {
  return { header: JSON.stringify({ alg: 'ES256', typ, ...more }), payload: JSON.stringify(payload) };
}
