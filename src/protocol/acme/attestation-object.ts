/**
 * The answer to a `device-attest-01` challenge (draft-acme-device-attest section 5), client to server: a WebAuthn attestation
 * object without authenticator data, in Apple's format (section 7.2).
 */
import { fromAnyBase64, toBase64url } from '../encoding/base64.ts';
import { CborError, type CborMap, type CborValue, parseCbor, writeCbor } from '../encoding/cbor.ts';
import type { JsonObject } from '../encoding/json.ts';
import { AcmeError } from './acme-error.ts';

/** Format of Apple's attestations. */
const appleFormat = 'apple';

/**
 * The certificates of an answer, DER, leaf first.
 * @throws {AcmeError} `attestation_missing` when there is none, as from Macs whose profile asks for no attestation;
 * `attestation_malformed`; `attestation_unsupported_format`
 */
export function parseAttestationAnswer({ attObj, error }: JsonObject): readonly Uint8Array[] {
  if (attObj === undefined || attObj === '' || error !== undefined) {
    throw new AcmeError('attestation_missing', 'The answer holds no attestation.');
  }
  const bytes = typeof attObj === 'string' ? fromAnyBase64(attObj) : undefined;
  if (!bytes) throw new AcmeError('attestation_malformed', 'The attestation is not base64url.');
  const object = readMap(bytes);
  if (object.size === 0) throw new AcmeError('attestation_missing', 'The attestation is empty.');
  const format = object.get('fmt');
  if (format !== appleFormat) throw new AcmeError('attestation_unsupported_format', 'The format is not Apple’s.');
  return chainOf(object.get('attStmt'));
}

/** The payload for a chain, DER, leaf first. */
export function encodeAttestationAnswer(chain: readonly Uint8Array[]): JsonObject {
  const object = new Map<string, CborValue>([
    ['fmt', appleFormat],
    ['attStmt', new Map<string, CborValue>([['x5c', chain]])],
  ]);
  return { attObj: toBase64url(writeCbor(object)) };
}

function readMap(bytes: Uint8Array): CborMap {
  try {
    const value = parseCbor(bytes);
    if (value instanceof Map) return value as CborMap;
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    throw new AcmeError('attestation_malformed', error.message, error);
  }
  throw new AcmeError('attestation_malformed', 'The attestation is no map.');
}

function chainOf(statement: CborValue | undefined): readonly Uint8Array[] {
  const chain = statement instanceof Map ? (statement as CborMap).get('x5c') : undefined;
  if (!Array.isArray(chain) || chain.length === 0) {
    throw new AcmeError('attestation_malformed', 'The statement has no certificates.');
  }
  return (chain as readonly CborValue[]).map((certificate) => {
    if (certificate instanceof Uint8Array) return certificate;
    throw new AcmeError('attestation_malformed', 'A certificate of the statement is no byte string.');
  });
}
