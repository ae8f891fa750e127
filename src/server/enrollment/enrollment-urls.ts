/**
 * Enrollment addresses: one for each Mac, which Apple hands to it, and one for the whole organisation. They cannot be
 * guessed, and the same Mac has the same one for ever: nothing is stored, so assigning again changes nothing.
 */
import { createHmac } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';

/** Whom an address was given to. */
export type EnrollmentAddress =
  | { readonly kind: 'mac'; readonly serialNumber: string }
  | { readonly kind: 'organisation' };

const prefix = '/enroll/';
/** Bytes of the authenticator: nobody guesses 192 bits. */
const tagLength = 24;

/** Where a Mac posts its machine information to. */
export function enrollmentUrl(publicUrl: string, key: Uint8Array, address: EnrollmentAddress): string {
  return `${publicUrl}${prefix}${enrollmentSecret(key, address)}`;
}

/** Where a Mac opens a web view instead (`configuration_web_url`). */
export function webEnrollmentUrl(publicUrl: string, key: Uint8Array, address: EnrollmentAddress): string {
  return `${enrollmentUrl(publicUrl, key, address)}/web`;
}

/** The last part of an address: whom it is for, and an authenticator. */
export function enrollmentSecret(key: Uint8Array, address: EnrollmentAddress): string {
  const name = nameOf(address);
  return `${name}.${toBase64url(authenticate(key, name))}`;
}

/** Whom the last part of an address was made for; undefined when we did not make it. */
export function recogniseEnrollment(key: Uint8Array, secret: string): EnrollmentAddress | undefined {
  const at = secret.indexOf('.');
  const name = secret.slice(0, Math.max(at, 0));
  const tag = fromBase64url(secret.slice(at + 1));
  if (at < 0 || !tag || !constantTimeEqual(tag, authenticate(key, name))) return undefined;
  if (name === 'organisation') return { kind: 'organisation' };
  const bytes = fromBase64url(name.slice(1));
  const serialNumber = bytes && fromUtf8(bytes);
  return serialNumber === undefined ? undefined : { kind: 'mac', serialNumber };
}

// A Mac's name begins with a letter that keeps it apart from the organisation's.
function nameOf(address: EnrollmentAddress): string {
  return address.kind === 'organisation' ? address.kind : `m${toBase64url(utf8(address.serialNumber))}`;
}

function authenticate(key: Uint8Array, name: string): Uint8Array {
  return createHmac('sha256', key).update('enrollment-url:').update(name).digest().subarray(0, tagLength);
}
