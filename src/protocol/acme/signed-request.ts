/**
 * A request of ACME, client to server: a JWS in flattened serialization (RFC 8555 section 6.2), `application/jose+json`. An
 * empty payload asks to read a resource (section 6.3, POST-as-GET).
 */
import type { Signer, VerificationKey } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { concat } from '../encoding/bytes.ts';
import { type JsonObject, type JsonValue, isJsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { AcmeError } from './acme-error.ts';

/** Who signs: a new key by itself, or an account by its URL. Never both. */
export type RequestSigner =
  | { readonly kind: 'key'; readonly jwk: JsonObject }
  | { readonly kind: 'account'; readonly url: string };

/** A request taken apart. Nothing in it has been verified. */
export interface UnverifiedRequest {
  readonly signer: RequestSigner;
  readonly url: string | undefined;
  readonly nonce: string | undefined;
  /** Undefined for POST-as-GET. */
  readonly payload: JsonObject | undefined;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads a request from its JSON.
 * @throws {AcmeError} `acme_malformed`; `acme_bad_algorithm` for anything but ES256; `acme_bad_key` unless exactly one of
 * `jwk` and `kid` is there
 */
export function parseSignedRequest(json: JsonValue | undefined): UnverifiedRequest {
  if (!isJsonObject(json)) throw new AcmeError('acme_malformed', 'The request is not a JWS.');
  const { protected: protectedText, payload: payloadText, signature: signatureText } = json;
  if (typeof protectedText !== 'string' || typeof payloadText !== 'string' || typeof signatureText !== 'string') {
    throw new AcmeError('acme_malformed', 'The JWS lacks a member.');
  }
  const header = objectOf(protectedText);
  if (header['alg'] !== 'ES256') throw new AcmeError('acme_bad_algorithm', 'Requests are signed with ES256.');
  if (header['crit'] !== undefined || json['header'] !== undefined) {
    throw new AcmeError('acme_malformed', 'The JWS has headers that are not allowed.');
  }
  const signature = fromBase64url(signatureText);
  if (!signature) throw new AcmeError('acme_malformed', 'The signature is not base64url.');
  return {
    signer: signerOf(header),
    url: textOf(header['url']),
    nonce: textOf(header['nonce']),
    payload: payloadText === '' ? undefined : objectOf(payloadText),
    signingInput: utf8(`${protectedText}.${payloadText}`),
    signature,
  };
}

/**
 * Whether the key made the signature. Some releases of macOS drop a leading zero of r or of s, and send 63 bytes: both
 * places are tried.
 */
export function hasRequestSignature({ signingInput, signature }: UnverifiedRequest, key: VerificationKey): boolean {
  return fullSignatures(signature).some((full) => key.verify('ES256', signingInput, full));
}

function fullSignatures(signature: Uint8Array): Uint8Array[] {
  if (signature.length !== 63) return [signature];
  const zero = Uint8Array.of(0);
  return [concat(zero, signature), concat(signature.subarray(0, 32), zero, signature.subarray(32))];
}

/** What a client puts into the header besides the algorithm. A request inside a key change has no nonce. */
export interface RequestHeader {
  readonly signer: RequestSigner;
  readonly url: string;
  readonly nonce?: string;
}

/** Signs a request; undefined payload for POST-as-GET. `shorten` may change the signature's bytes, as macOS does. */
export function encodeSignedRequest(
  { signer, url, nonce }: RequestHeader,
  payload: JsonObject | undefined,
  key: Signer,
  shorten: (signature: Uint8Array) => Uint8Array = (signature) => signature,
): JsonObject {
  const who = signer.kind === 'key' ? { jwk: signer.jwk } : { kid: signer.url };
  const header = { alg: key.alg, ...who, ...(nonce === undefined ? {} : { nonce }), url };
  const protectedText = toBase64url(utf8(JSON.stringify(header)));
  const payloadText = payload === undefined ? '' : toBase64url(utf8(JSON.stringify(payload)));
  const signature = key.sign(utf8(`${protectedText}.${payloadText}`));
  return { protected: protectedText, payload: payloadText, signature: toBase64url(shorten(signature)) };
}

function signerOf({ jwk, kid }: JsonObject): RequestSigner {
  if (isJsonObject(jwk) && kid === undefined) return { kind: 'key', jwk };
  if (typeof kid === 'string' && jwk === undefined) return { kind: 'account', url: kid };
  throw new AcmeError('acme_bad_key', 'A request names its signer by exactly one of jwk and kid.');
}

function objectOf(text: string): JsonObject {
  const bytes = fromBase64url(text);
  const object = parseJsonObject((bytes && fromUtf8(bytes)) ?? '');
  if (!object) throw new AcmeError('acme_malformed', 'A part of the JWS is not base64url of a JSON object.');
  return object;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
