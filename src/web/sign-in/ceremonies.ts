/** Forms whose answer comes from an authenticator (W3C Web Authentication, section 7). */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { texts } from './texts.ts';

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Gives each form of a ceremony what it does. */
export function ceremonyForms(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-webauthn-get], form[data-webauthn-create]')) {
    prepare(form);
  }
}

function prepare(form: HTMLFormElement): void {
  const { webauthnAuto, webauthnConditional } = form.dataset;
  if (!browserSupportsWebAuthn()) return tell(form, texts.unsupported);
  form.addEventListener('submit', (event) => {
    // A second button (cancel, another way) sends the form as it is.
    if (event.submitter?.hasAttribute('name') === true) return;
    event.preventDefault();
    void perform(form, false);
  });
  if (webauthnAuto !== undefined) void perform(form, false);
  else if (webauthnConditional !== undefined) void offer(form);
}

/** Passkeys in the list of the field. Silent until somebody chooses one, and where browsers cannot do it. */
async function offer(form: HTMLFormElement): Promise<void> {
  if (await browserSupportsWebAuthnAutofill()) await perform(form, true);
}

async function perform(form: HTMLFormElement, isConditional: boolean): Promise<void> {
  tell(form, '');
  try {
    const answer = await ceremonyOf(form, isConditional);
    const field = form.elements.namedItem('response');
    if (!(field instanceof HTMLInputElement)) throw new TypeError('the form has no field "response"');
    field.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    if (!isConditional) tell(form, sentenceOf(error));
  }
}

function ceremonyOf(form: HTMLFormElement, isConditional: boolean): Promise<unknown> {
  const { webauthnGet, webauthnCreate } = form.dataset;
  if (webauthnCreate !== undefined) {
    return startRegistration({ optionsJSON: JSON.parse(webauthnCreate) as RegistrationOptions });
  }
  const optionsJSON = JSON.parse(webauthnGet ?? '') as AuthenticationOptions;
  // The field that autofills may stand in another form of the page.
  return startAuthentication({ optionsJSON, useBrowserAutofill: isConditional, verifyBrowserAutofillInput: false });
}

function sentenceOf(error: unknown): string {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
    return texts.alreadyRegistered;
  }
  const { name } = error instanceof Error ? error : { name: '' };
  if (name === 'NotAllowedError' || name === 'AbortError') return texts.notCompleted;
  if (name === 'SecurityError') return texts.wrongSite;
  return texts.failed;
}

/** Shows a sentence where the form, or the page, has a place for it; an empty one hides the place. */
function tell(form: HTMLFormElement, sentence: string): void {
  const place =
    form.querySelector<HTMLElement>('[data-webauthn-error]') ??
    form.ownerDocument.querySelector<HTMLElement>('[data-webauthn-error]');
  if (place === null) return;
  place.textContent = sentence;
  place.hidden = sentence === '';
}
