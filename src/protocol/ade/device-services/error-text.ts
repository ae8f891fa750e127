/**
 * Errors of Apple's device services: a status and a short word as the body, sometimes quoted as a JSON string, sometimes
 * bare, sometimes as a member of an object. Sources: the pages of each call in Apple's "Device Assignment"; fact sheet
 * sections 1.2 to 1.4; for the quoting, what other clients have met.
 */
import { parseJsonObject } from '../../encoding/json.ts';

/** Every word that we act upon, with the status it comes with. */
export const deviceServicesErrors = {
  // any call
  USER_AGENT_MISSING: 400,
  USER_AGENT_INVALID: 400,
  MALFORMED_REQUEST_BODY: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  // session
  OAUTH_PARAMETERS_INVALID: 400,
  ACCESS_DENIED: 403,
  T_C_NOT_SIGNED: 403,
  // devices
  CURSOR_REQUIRED: 400,
  INVALID_CURSOR: 400,
  EXPIRED_CURSOR: 400,
  EXHAUSTED_CURSOR: 400,
  DEVICE_ID_REQUIRED: 400,
  // profiles
  PROFILE_UUID_REQUIRED: 400,
  PROFILE_NOT_FOUND: 404,
  CONFIG_NAME_REQUIRED: 400,
  CONFIG_NAME_INVALID: 400,
  CONFIG_URL_REQUIRED: 400,
  CONFIG_URL_INVALID: 400,
  DEPARTMENT_INVALID: 400,
  FLAGS_INVALID: 400,
  LOCALE_INVALID: 400,
  MAGIC_INVALID: 400,
  SUPPORT_EMAIL_INVALID: 400,
  SUPPORT_PHONE_INVALID: 400,
} as const satisfies Readonly<Record<string, number>>;

/** A word of that table. */
export type DeviceServicesErrorWord = keyof typeof deviceServicesErrors;

/** The body of an error as most calls send it: the word as a JSON string. */
export function encodeErrorText(word: DeviceServicesErrorWord): string {
  return JSON.stringify(word);
}

/** The word of an error's body, known or not; upper case words of at most 60 letters only, else undefined. */
export function parseErrorText(body: string): string | undefined {
  const object = parseJsonObject(body);
  const named = object?.['code'] ?? object?.['error'] ?? object?.['message'];
  const text = typeof named === 'string' ? named : body;
  return /^[\s"]*([A-Z][A-Z0-9_]{1,59})[\s"]*$/.exec(text)?.[1];
}

/** Whether a word is one that we act upon. */
export function isErrorWord(word: string | undefined): word is DeviceServicesErrorWord {
  return word !== undefined && Object.hasOwn(deviceServicesErrors, word);
}
