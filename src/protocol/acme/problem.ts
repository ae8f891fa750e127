/** Problem documents of ACME (RFC 8555 section 6.7; RFC 9457), server to client, `application/problem+json`. */
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';

/** Types of problems, without their prefix. */
export type AcmeProblemType =
  | 'accountDoesNotExist'
  | 'alreadyRevoked'
  | 'badAttestationStatement'
  | 'badCSR'
  | 'badNonce'
  | 'badPublicKey'
  | 'badRevocationReason'
  | 'badSignatureAlgorithm'
  | 'malformed'
  | 'orderNotReady'
  | 'rateLimited'
  | 'rejectedIdentifier'
  | 'serverInternal'
  | 'unauthorized'
  | 'unsupportedIdentifier';

const prefix = 'urn:ietf:params:acme:error:';

/** A problem. `code` is this product's own stable name. */
export interface AcmeProblem {
  readonly type: string;
  readonly detail: string | undefined;
  readonly code: string | undefined;
}

/** The document. */
export function encodeProblem(type: AcmeProblemType, status: number, code: string, detail: string): JsonObject {
  const algorithms = type === 'badSignatureAlgorithm' ? { algorithms: ['ES256'] } : {};
  return { type: `${prefix}${type}`, status, detail, code, ...algorithms };
}

/** Reads a document; undefined when it is none. The prefix of ACME's own types is taken off. */
export function parseProblem(text: string): AcmeProblem | undefined {
  const document = parseJsonObject(text);
  return document && problemOf(document);
}

/** The same from its JSON, as it stands in challenges and orders. */
export function problemOf({ type, detail, code }: JsonObject): AcmeProblem | undefined {
  if (typeof type !== 'string') return undefined;
  return {
    type: type.startsWith(prefix) ? type.slice(prefix.length) : type,
    detail: typeof detail === 'string' ? detail : undefined,
    code: typeof code === 'string' ? code : undefined,
  };
}
