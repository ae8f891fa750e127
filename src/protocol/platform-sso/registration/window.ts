/**
 * The extension's registration window: the organisation's sign-in pages, opened at an address with a challenge, and ended by
 * a callback with a code that only whoever knows the verifier can redeem. Porchlight's own exchange, after RFC 8252 and RFC 7636.
 */
import { fromBase64url, toBase64url } from '../../encoding/base64.ts';
import { FormError, parseForm } from '../../encoding/form.ts';
import { utf8 } from '../../encoding/utf8.ts';
import { MessageError } from '../message-error.ts';

/** The scheme that the window waits for. */
export const registrationCallbackScheme = 'porchlight-registration';
const callbackUri = `${registrationCallbackScheme}://callback`;

/** What the window is opened with. */
export interface RegistrationWindowRequest {
  /** SHA-256 of the verifier, 32 bytes (RFC 7636 section 4.2, `S256`; there is no `plain`). */
  readonly codeChallenge: Uint8Array;
  /** The extension's own, given back. */
  readonly state: string;
  /** As the Mac says; whoever signs in sees it. */
  readonly serialNumber: string;
  /** What stands in the field of the name. */
  readonly loginHint: string | undefined;
}

/** What the callback brings. */
export type RegistrationCallback =
  | { readonly kind: 'code'; readonly code: string; readonly state: string }
  | { readonly kind: 'failed'; readonly error: string; readonly state: string };

const stateShape = /^[\w.~-]{16,256}$/;
const serialNumberShape = /^[A-Z0-9]{1,32}$/i;

/** The query of the address. */
export function encodeWindowRequest(request: RegistrationWindowRequest): string {
  const { codeChallenge, state, serialNumber, loginHint } = request;
  return encodeFields([
    ['code_challenge', toBase64url(codeChallenge)],
    ['code_challenge_method', 'S256'],
    ['state', state],
    ['serial_number', serialNumber],
    ...(loginHint === undefined ? [] : [['login_hint', loginHint] as const]),
  ]);
}

/** Reads the query. @throws {MessageError} `window_request_malformed` */
export function parseWindowRequest(query: string): RegistrationWindowRequest {
  const fields = fieldsOf(query);
  const codeChallenge = fromBase64url(fields.get('code_challenge') ?? '');
  const state = fields.get('state') ?? '';
  const serialNumber = fields.get('serial_number') ?? '';
  const loginHint = fields.get('login_hint');
  const isWhole =
    codeChallenge?.length === 32 &&
    fields.get('code_challenge_method') === 'S256' &&
    stateShape.test(state) &&
    serialNumberShape.test(serialNumber) &&
    (loginHint ?? '').length <= 256;
  if (!isWhole) {
    throw malformed(
      'The address needs a challenge of 32 bytes by S256, a state of 16 to 256 letters, a serial number.',
    );
  }
  return { codeChallenge, state, serialNumber, loginHint };
}

/** The address that ends the window. */
export function encodeRegistrationCallback(callback: RegistrationCallback): string {
  const { state } = callback;
  const [name, value] =
    callback.kind === 'code' ? (['code', callback.code] as const) : (['error', callback.error] as const);
  return `${callbackUri}?${encodeFields([
    [name, value],
    ['state', state],
  ])}`;
}

/** Reads it. @throws {MessageError} `callback_malformed` */
export function parseRegistrationCallback(url: string): RegistrationCallback {
  const query = url.startsWith(`${callbackUri}?`) ? url.slice(callbackUri.length + 1) : '';
  const fields = fieldsOf(query, 'callback_malformed');
  const [code, error, state] = [fields.get('code'), fields.get('error'), fields.get('state')];
  if (state && code && !error) return { kind: 'code', code, state };
  if (state && error && !code) return { kind: 'failed', error, state };
  throw malformed('The callback carries neither one code nor one error, with a state.', 'callback_malformed');
}

/** The challenge of a verifier (RFC 7636 section 4.2). */
export function challengeOf(verifier: string, sha256: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  return sha256(utf8(verifier));
}

function encodeFields(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

function fieldsOf(query: string, code: 'window_request_malformed' | 'callback_malformed' = 'window_request_malformed') {
  try {
    return parseForm(query);
  } catch (error) {
    throw error instanceof FormError ? malformed('The query cannot be read.', code) : error;
  }
}

function malformed(
  message: string,
  code: 'window_request_malformed' | 'callback_malformed' = 'window_request_malformed',
): MessageError {
  return new MessageError(code, message);
}
