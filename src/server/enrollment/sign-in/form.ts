/** The forms of the sign-in pages, as they come back. */
import { openForm, readSignIn, type SentForm, type SignInForm } from '#server/pages/sent-form.ts';
import { Refusal } from '../refusal.ts';

/**
 * Reads a form of ours.
 * @param own where our pages are: scheme, host and port
 * @throws {Refusal} `form_foreign`, `body_unreadable`
 */
export function readForm(key: Uint8Array, attemptId: string, sent: SentForm, own: string): SignInForm {
  const form = openForm(key, attemptId, sent, own);
  switch (form.kind) {
    case 'unreadable':
      throw new Refusal('body_unreadable');
    case 'foreign':
      throw new Refusal('form_foreign');
    case 'ours':
      return readSignIn(form.fields);
  }
}
