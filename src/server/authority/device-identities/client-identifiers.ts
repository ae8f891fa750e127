/**
 * ACME client identifiers: what a profile gives a Mac as `ClientIdentifier`, and the Mac asks a certificate for as its
 * permanent identifier. They name the Mac and their end, and are authenticated, so that nothing is stored.
 */
import { createHmac } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { renewalLife } from './challenges.ts';
import type { IdentitySubject } from './device-identities.ts';

/** How long an identifier may be used, in milliseconds. */
export const clientIdentifierLife = 24 * 3_600_000;

/** Whom an identifier was made for, or why it does not count. */
export type ClientIdentifierVerdict =
  | { readonly kind: 'valid'; readonly subject: IdentitySubject }
  | { readonly kind: 'refused'; readonly code: 'client_identifier_wrong' | 'client_identifier_expired' };

/** Makes an identifier: claims and HMAC-SHA-256 over them, both base64url. */
export function mintClientIdentifier(subject: IdentitySubject, key: Uint8Array, now: number): string {
  const claims = {
    enrollment: subject.enrollmentId,
    serial: subject.serialNumber,
    ...(subject.udid === undefined ? {} : { udid: subject.udid }),
    ...(subject.isRenewal === true ? { renewal: true } : {}),
    expires: Math.ceil((now + (subject.isRenewal === true ? renewalLife : clientIdentifierLife)) / 1000),
  };
  const text = toBase64url(utf8(JSON.stringify(claims)));
  return `${text}.${toBase64url(authenticate(text, key))}`;
}

/** Reads an identifier that was minted with the same key. */
export function checkClientIdentifier(identifier: string, key: Uint8Array, now: number): ClientIdentifierVerdict {
  const [text = '', tag = ''] = identifier.split('.', 2);
  const given = fromBase64url(tag);
  const claims = given && constantTimeEqual(given, authenticate(text, key)) ? claimsOf(text) : undefined;
  if (!claims || identifier !== `${text}.${tag}`) return { kind: 'refused', code: 'client_identifier_wrong' };
  if (claims.expires * 1000 <= now) return { kind: 'refused', code: 'client_identifier_expired' };
  return { kind: 'valid', subject: claims.subject };
}

function claimsOf(text: string): { readonly subject: IdentitySubject; readonly expires: number } | undefined {
  const bytes = fromBase64url(text);
  const claims = parseJsonObject((bytes && fromUtf8(bytes)) ?? '');
  const { enrollment, serial, udid, renewal, expires } = claims ?? {};
  if (typeof enrollment !== 'string' || typeof serial !== 'string' || typeof expires !== 'number') return undefined;
  return {
    subject: {
      enrollmentId: enrollment,
      serialNumber: serial,
      udid: typeof udid === 'string' ? udid : undefined,
      ...(renewal === true ? { isRenewal: true } : {}),
    },
    expires,
  };
}

function authenticate(text: string, key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update('client-identifier:').update(text).digest();
}
