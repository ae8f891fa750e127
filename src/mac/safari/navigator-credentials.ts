/**
 * `navigator.credentials` on a page in this Mac's Safari: the browser's part of WebAuthn (W3C WebAuthn sections 5.1.3 and
 * 5.1.4). It knows the page's origin, decides whether the relying party's id fits it, says what it saw, and asks the Mac.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { type ClientData, encodeClientData } from '#protocol/webauthn/client-data.ts';
import { es256 } from '#protocol/webauthn/cose-key.ts';
import { authenticationJson, registrationJson } from '#protocol/webauthn/credential-answers.ts';
import { parseCreationOptions, parseRequestOptions } from '#protocol/webauthn/credential-options.ts';
import { WebAuthnError } from '#protocol/webauthn/webauthn-error.ts';
import type { MacParts } from '../mac-parts.ts';
import { type AuthenticatorRefusal, getAssertion, makeCredential } from '../passkey-provider/platform-authenticator.ts';
import type { AskForConsent } from '../passkey-provider/user-verification.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import { isBelow, isNumeric } from '../web-view/site.ts';

/** What a call gives its page: `toJSON()` of the credential, or the exception by its name. */
export type CredentialOutcome =
  | { readonly kind: 'credential'; readonly json: JsonObject }
  | { readonly kind: 'exception'; readonly name: ExceptionName; readonly message: string };

/** Names of exceptions as scripts see them. */
export type ExceptionName =
  | 'NotAllowedError'
  | 'SecurityError'
  | 'InvalidStateError'
  | 'NotSupportedError'
  | 'TypeError';

/** The two calls. `publicKey` holds the options as JSON. */
export interface NavigatorCredentials {
  create(publicKey: unknown): Promise<CredentialOutcome>;
  get(publicKey: unknown): Promise<CredentialOutcome>;
}

/** The calls of a page. @param origin such as `https://id.example.org` */
export function navigatorCredentials(mac: MacParts, origin: string, ask: AskForConsent): NavigatorCredentials {
  return {
    create: (publicKey) => settled(() => create(mac, origin, ask, publicKey)),
    get: (publicKey) => settled(() => get(mac, origin, ask, publicKey)),
  };
}

async function create(
  mac: MacParts,
  origin: string,
  ask: AskForConsent,
  publicKey: unknown,
): Promise<CredentialOutcome> {
  const options = parseCreationOptions(publicKey);
  const rpId = relyingPartyOf(origin, options.rpId);
  if (rpId === undefined) return foreign(origin, options.rpId);
  if (!options.algorithms.includes(es256)) return exception('NotSupportedError', 'This Mac makes keys for ES256 only.');
  if (options.attachment === 'cross-platform') return exception('NotAllowedError', 'No security key is connected.');
  const quirks = mac.quirks.begin('passkey');
  const clientData = clientDataOf({ type: 'webauthn.create', challenge: options.challenge, origin }, quirks);
  const clientDataHash = mac.crypto.sha256(clientData);
  const made = await makeCredential(mac, { options, rpId, clientDataHash, ask, quirks });
  if (made.kind !== 'made') return refused(made);
  return {
    kind: 'credential',
    json: registrationJson({ ...made, clientData, tellsProperties: options.asksProperties }),
  };
}

async function get(mac: MacParts, origin: string, ask: AskForConsent, publicKey: unknown): Promise<CredentialOutcome> {
  const options = parseRequestOptions(publicKey);
  const rpId = relyingPartyOf(origin, options.rpId);
  if (rpId === undefined) return foreign(origin, options.rpId);
  const quirks = mac.quirks.begin('passkey');
  const clientData = clientDataOf({ type: 'webauthn.get', challenge: options.challenge, origin }, quirks);
  const clientDataHash = mac.crypto.sha256(clientData);
  const asserted = await getAssertion(mac, { options, rpId, clientDataHash, ask, quirks });
  if (asserted.kind !== 'asserted') return refused(asserted);
  return { kind: 'credential', json: authenticationJson({ ...asserted, clientData }) };
}

function clientDataOf(said: Omit<ClientData, 'crossOrigin'>, quirks: QuirkRun): Uint8Array {
  return encodeClientData(quirks.clientData({ ...said, crossOrigin: false }));
}

/** The id, where a page of this origin may speak for it (section 5.1.3 step 8): its host, or a domain above that. */
function relyingPartyOf(origin: string, rpId: string | undefined): string | undefined {
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'https:' || isNumeric(hostname)) return undefined;
  if (rpId === undefined || rpId === hostname) return hostname;
  return rpId.includes('.') && isBelow(hostname, rpId) ? rpId : undefined;
}

function foreign(origin: string, rpId: string | undefined): CredentialOutcome {
  return exception('SecurityError', `A page of ${origin} cannot use passkeys of ${rpId ?? 'its own'}.`);
}

function refused({ kind, sentence }: AuthenticatorRefusal): CredentialOutcome {
  return exception(kind === 'already-registered' ? 'InvalidStateError' : 'NotAllowedError', sentence);
}

function exception(name: ExceptionName, message: string): CredentialOutcome {
  return { kind: 'exception', name, message };
}

async function settled(call: () => Promise<CredentialOutcome>): Promise<CredentialOutcome> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'options_malformed')
      return exception('TypeError', error.message);
    throw error;
  }
}
