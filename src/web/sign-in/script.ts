/**
 * The script of the server-rendered sign-in pages. They work without it, but for three things that HTML alone cannot do:
 * passkeys (WebAuthn), a password for the account on a Mac, and to go on by itself when something happens elsewhere. It is
 * told what to do by attributes:
 *
 * - `form[data-webauthn-get]`, `form[data-webauthn-create]`: the options of the ceremony as JSON. When the form is sent, the
 *   ceremony runs first and its answer goes into the hidden field `response`. `data-webauthn-auto` begins at once;
 *   `data-webauthn-conditional` offers passkeys in the list of a field that autofills them.
 * - `[data-webauthn-error]`: where a failed ceremony is told. Empty and hidden until then.
 * - `[data-wait]`: the address of a stream of server-sent events; `changed` opens the page again.
 * - `form[data-sync-password]`: the name of a field whose password may become that of the account on the Mac whose window
 *   this is (macOS 27).
 * - `[data-without-script]`: not wanted where this runs. `[data-with-script]`: hidden until this runs.
 */
import { ceremonyForms } from './ceremonies.ts';
import { syncPasswords } from './sync-password.ts';
import { waitForChange } from './waiting.ts';

for (const element of document.querySelectorAll<HTMLElement>('[data-without-script]')) element.hidden = true;
for (const element of document.querySelectorAll<HTMLElement>('[data-with-script]')) element.hidden = false;
ceremonyForms(document);
syncPasswords(document);
waitForChange(document);
