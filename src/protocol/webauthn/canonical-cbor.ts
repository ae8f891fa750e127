/**
 * CBOR in the canonical form that authenticators write (CTAP 2.1 section 8, "Message Encoding"; W3C WebAuthn section 2.4):
 * shortest integers and lengths, no indefinite lengths, the keys of a map in order, four levels at most.
 */
import { type CborMap, type CborValue, CborError, parseCbor, parseCborPrefix, writeCbor } from '../encoding/cbor.ts';
import { equals } from '../encoding/bytes.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** An attestation object holds a credential id of 1023 bytes and a chain of certificates; nothing needs more. */
const limits = { maximumBytes: 64 * 1024, maximumDepth: 4 };

/** The canonical bytes of a data item. @throws {CborError} `cbor_unwritable` */
export function writeCanonicalCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  return writeCbor(ordered(value));
}

/** The data item of canonical bytes. @throws {CborError}; {WebAuthnError} `cbor_not_canonical` */
export function parseCanonicalCbor(bytes: Uint8Array): CborValue {
  const value = parseCbor(bytes, limits);
  checkCanonical(value, bytes);
  return value;
}

/** The canonical data item that bytes begin with, and its length. @throws as {@link parseCanonicalCbor} */
export function parseCanonicalCborPrefix(bytes: Uint8Array): { readonly value: CborValue; readonly length: number } {
  const item = parseCborPrefix(bytes, limits);
  checkCanonical(item.value, bytes.subarray(0, item.length));
  return item;
}

/** Bytes have one canonical spelling: what is written again from their meaning must be the same. */
function checkCanonical(value: CborValue, bytes: Uint8Array): void {
  if (equals(writeCanonicalCbor(value), bytes)) return;
  throw new WebAuthnError('cbor_not_canonical', 'The CBOR is not in the canonical form of CTAP2.');
}

function ordered(value: CborValue): CborValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isMap(value)) return value;
  const members = [...value].map(([key, member]) => ({ key, bytes: writeCbor(key), member: ordered(member) }));
  members.sort((left, right) => compareKeys(left.bytes, right.bytes));
  return new Map(members.map(({ key, member }) => [key, member]));
}

/** By major type, then the shorter first, then byte by byte. The length of a key follows from its bytes. */
function compareKeys(left: Uint8Array, right: Uint8Array): number {
  const byType = ((left[0] ?? 0) >> 5) - ((right[0] ?? 0) >> 5);
  if (byType !== 0) return byType;
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** Whether a data item is a map. */
export function isMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

/** Runs a reader of CBOR so that what is no CBOR at all is told as what the message should have been. */
export function readingAs<Value>(
  code: 'cose_key_malformed' | 'authenticator_data_malformed' | 'attestation_object_malformed',
  read: () => Value,
): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof CborError) throw new WebAuthnError(code, error.message, error);
    throw error;
  }
}
