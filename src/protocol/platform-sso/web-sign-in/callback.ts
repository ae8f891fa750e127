/**
 * Where a web sign-in of macOS 27 ends: an address of the system's own scheme with a code, which the Mac brings to the token
 * endpoint whole. Source: Apple, "Implementing web-based authentication with Platform Single Sign-on", steps 4 and 5.
 */
import { FormError, type FormFields, parseForm } from '../../encoding/form.ts';
import { MessageError } from '../message-error.ts';

/** The scheme that the web view waits for. */
export const callbackScheme = 'com.apple.platformsso';
/** `redirect_uri` of every web sign-in. */
export const callbackUri = `${callbackScheme}://callback`;
/** `subject_token_type` of a login by callback. */
export const callbackTokenType = 'urn:apple:platformsso:authorization-code-response';

/** What a callback brings. */
export interface Callback {
  readonly code: string;
  readonly state: string;
}

/** The address. */
export function encodeCallback({ code, state }: Callback): string {
  return `${callbackUri}?code=${encodeURIComponent(code)}&state=${encodeURIComponent(state)}`;
}

/** The address that says why there is no code (RFC 6749 section 4.1.2.1). */
export function encodeFailedCallback(error: string, state: string): string {
  return `${callbackUri}?error=${encodeURIComponent(error)}&state=${encodeURIComponent(state)}`;
}

/**
 * Reads the whole address: nothing but code and state may stand in it, and neither may be empty.
 * @throws {MessageError} `callback_malformed`
 */
export function parseCallback(url: string): Callback {
  const query = url.startsWith(`${callbackUri}?`) ? url.slice(callbackUri.length + 1) : undefined;
  const fields = query === undefined || query.includes('#') ? undefined : readFields(query);
  const code = fields?.get('code');
  const state = fields?.get('state');
  if (!code || !state || fields?.size !== 2) {
    throw new MessageError('callback_malformed', 'The callback is not the whole address with one code and one state.');
  }
  return { code, state };
}

function readFields(query: string): FormFields | undefined {
  try {
    return parseForm(query);
  } catch (error) {
    if (error instanceof FormError) return undefined;
    throw error;
  }
}
