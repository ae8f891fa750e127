/** JWS in compact serialization (RFC 7515 section 7.1). */
import type { JwsAlgorithm, Signer, VerificationKey } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { fits, isJwsAlgorithm } from './algorithms.ts';
import { JoseError } from './error.ts';

/** A compact JWS taken apart. Nothing in it has been verified. */
export interface UnverifiedJws {
  readonly header: JsonObject;
  readonly alg: JwsAlgorithm;
  /** The payload, which for every JWS here is a JSON object (a JWT claims set, RFC 7519). */
  readonly claims: JsonObject;
  /** ASCII of `header.payload`, which the signature covers. */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads a compact JWS whose payload is a JSON object.
 * @throws {JoseError} `malformed_jws`, `unsupported_algorithm`, `unsupported_critical_header`
 */
export function parseJws(compact: string): UnverifiedJws {
  const first = compact.indexOf('.');
  const second = compact.indexOf('.', first + 1);
  if (first < 1 || second < 0 || compact.includes('.', second + 1)) throw malformed('is not three parts');
  const header = parsePart(compact.slice(0, first), 'header');
  const claims = parsePart(compact.slice(first + 1, second), 'payload');
  const signature = fromBase64url(compact.slice(second + 1));
  if (!signature || signature.length === 0) throw malformed('has no base64url signature');
  if (header['crit'] !== undefined) {
    throw new JoseError('unsupported_critical_header', 'The JWS header has "crit" (RFC 7515 section 4.1.11).');
  }
  const alg = header['alg'];
  if (!isJwsAlgorithm(alg)) throw new JoseError('unsupported_algorithm', 'The JWS header names no supported "alg".');
  return { header, alg, claims, signingInput: utf8(compact.slice(0, second)), signature };
}

/** Whether the key made this signature with an algorithm that the key may use. */
export function hasValidSignature(jws: UnverifiedJws, key: VerificationKey): boolean {
  return fits(jws.alg, key.type) && key.verify(jws.alg, jws.signingInput, jws.signature);
}

/**
 * Makes a compact JWS. Header and claims are given as JSON texts so that a published message can be made again byte
 * for byte; the header must name the signer's `alg`.
 */
export function signJws(headerJson: string, claimsJson: string, signer: Signer): string {
  const signingInput = `${toBase64url(utf8(headerJson))}.${toBase64url(utf8(claimsJson))}`;
  return `${signingInput}.${toBase64url(signer.sign(utf8(signingInput)))}`;
}

function parsePart(part: string, name: string): JsonObject {
  const bytes = fromBase64url(part);
  const text = bytes && fromUtf8(bytes);
  const value = text === undefined ? undefined : parseJsonObject(text);
  if (!value) throw malformed(`has a ${name} that is not base64url of a JSON object`);
  return value;
}

function malformed(what: string): JoseError {
  return new JoseError('malformed_jws', `The JWS ${what}.`);
}
