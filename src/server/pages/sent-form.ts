/** Forms of our pages, as they come back, and where they may come from. */
import { createHmac } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';

/** What comes with a form: its bytes, and what browsers say of where it was. */
export interface SentForm {
  readonly body: Uint8Array;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/** What a form is: fields of ours, text that is none, or a form of another page or of another sign-in. */
export type OpenedForm =
  | { readonly kind: 'ours'; readonly fields: URLSearchParams }
  | { readonly kind: 'unreadable' | 'foreign' };

/** The token of a page's forms: that they were made here, for this sign-in. */
export function formToken(key: Uint8Array, signIn: string): string {
  return toBase64url(authenticate(key, signIn));
}

/**
 * Opens a form.
 * @param own where our pages are: scheme, host and port
 */
export function openForm(key: Uint8Array, signIn: string, sent: SentForm, own: string): OpenedForm {
  const text = fromUtf8(sent.body);
  if (text === undefined) return { kind: 'unreadable' };
  const fields = new URLSearchParams(text);
  // Which of two would count, readers disagree on; our forms have each field once.
  if (new Set(fields.keys()).size !== fields.size) return { kind: 'unreadable' };
  const isOurs = (sent.origin ?? own) === own && ['same-origin', undefined].includes(sent.fetchSite);
  const tag = fromBase64url(fields.get('token') ?? '');
  if (!isOurs || !tag || !constantTimeEqual(tag, authenticate(key, signIn))) return { kind: 'foreign' };
  return { kind: 'ours', fields };
}

function authenticate(key: Uint8Array, signIn: string): Uint8Array {
  return createHmac('sha256', key).update('sign-in-form:').update(signIn).digest();
}
