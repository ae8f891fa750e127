/**
 * Client data (W3C WebAuthn section 5.8.1): what the browser says of the ceremony, and the authenticator signs by its hash.
 * Written as section 5.8.1.1 wants it, so that a verifier may compare a prefix in place of parsing.
 */
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { isJsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** The data. */
export interface ClientData {
  readonly type: 'webauthn.create' | 'webauthn.get';
  readonly challenge: Uint8Array;
  /** Of the page, such as `https://id.example.org`. */
  readonly origin: string;
  /** Whether the page stood in a frame of another origin. */
  readonly crossOrigin: boolean;
  /** Of the window, where that is another. */
  readonly topOrigin?: string | undefined;
}

/** The bytes (section 5.8.1.1). */
export function encodeClientData(data: ClientData): Uint8Array<ArrayBuffer> {
  return utf8(`${beginning(data)}}`);
}

/** The data, whatever members follow. @throws {WebAuthnError} `client_data_malformed` */
export function parseClientData(bytes: Uint8Array): ClientData {
  const text = fromUtf8(bytes);
  const object = text === undefined ? undefined : parseJsonObject(text);
  if (!isJsonObject(object)) throw malformed('Client data is no JSON object.');
  const { type, challenge, origin, crossOrigin = false, topOrigin } = object;
  const decoded = typeof challenge === 'string' ? fromBase64url(challenge) : undefined;
  if (type !== 'webauthn.create' && type !== 'webauthn.get') throw malformed('Client data is of no known type.');
  if (decoded === undefined) throw malformed('The challenge is not base64url.');
  if (typeof origin !== 'string') throw malformed('The origin is no text.');
  if (typeof crossOrigin !== 'boolean') throw malformed('"crossOrigin" is neither true nor false.');
  if (topOrigin !== undefined && typeof topOrigin !== 'string') throw malformed('"topOrigin" is no text.');
  return { type, challenge: decoded, origin, crossOrigin, ...(topOrigin === undefined ? {} : { topOrigin }) };
}

/** Whether bytes say exactly this, by comparison of their beginning (section 5.8.1.2). */
export function isClientData(bytes: Uint8Array, expected: ClientData): boolean {
  const text = fromUtf8(bytes);
  const start = beginning(expected);
  return text !== undefined && text.startsWith(start) && /^[,}]/.test(text.slice(start.length));
}

function beginning({ type, challenge, origin, crossOrigin, topOrigin }: ClientData): string {
  const top = topOrigin === undefined ? '' : `,"topOrigin":${quoted(topOrigin)}`;
  return `{"type":${quoted(type)},"challenge":${quoted(toBase64url(challenge))},"origin":${quoted(origin)},"crossOrigin":${crossOrigin}${top}`;
}

/** `CCDToString`: JSON in which every letter below a space is written by its number. */
function quoted(text: string): string {
  const escape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll(/[^\u0020-\u{10ffff}]/gu, escape)}"`;
}

function malformed(message: string): WebAuthnError {
  return new WebAuthnError('client_data_malformed', message);
}
