/** The forms of the sign-in pages, as they come back, and where they may come from. */
import { createHmac } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { Refusal } from '../refusal.ts';

/** A form that was filled in. */
export type SignInForm =
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'cancel' };

/** What comes with a form: its bytes, and what browsers say of where it was. */
export interface SentForm {
  readonly body: Uint8Array;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/** The token of a sign-in's forms: that they were made here, for this sign-in. */
export function formToken(key: Uint8Array, attemptId: string): string {
  return toBase64url(authenticate(key, attemptId));
}

/**
 * Reads a form of ours.
 * @param own where our pages are: scheme, host and port
 * @throws {Refusal} `form_foreign`, `body_unreadable`
 */
export function readForm(key: Uint8Array, attemptId: string, sent: SentForm, own: string): SignInForm {
  const text = fromUtf8(sent.body);
  if (text === undefined) throw new Refusal('body_unreadable');
  const fields = new URLSearchParams(text);
  const isOurs = (sent.origin ?? own) === own && ['same-origin', undefined].includes(sent.fetchSite);
  const tag = fromBase64url(fields.get('token') ?? '');
  if (!isOurs || !tag || !constantTimeEqual(tag, authenticate(key, attemptId))) throw new Refusal('form_foreign');
  if (fields.has('cancel')) return { kind: 'cancel' };
  if (fields.get('step') === 'code') return { kind: 'code', code: (fields.get('code') ?? '').replace(/[\s-]/g, '') };
  return {
    kind: 'password',
    userName: (fields.get('username') ?? '').trim(),
    password: fields.get('password') ?? '',
  };
}

function authenticate(key: Uint8Array, attemptId: string): Uint8Array {
  return createHmac('sha256', key).update('sign-in-form:').update(attemptId).digest();
}
