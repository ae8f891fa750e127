/**
 * OAuth 1.0a with HMAC-SHA1 (RFC 5849 section 3), one-legged with an access token: how a device management service signs
 * its request for a session of Apple's device services. Sent by the service, verified by Apple.
 */
import { toBase64 } from '../encoding/base64.ts';
import { utf8 } from '../encoding/utf8.ts';

/** HMAC with SHA-1 (RFC 2104): 20 bytes. */
export type HmacSha1 = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/** A decoded name and its value. Names may repeat. */
export type Parameter = readonly [name: string, value: string];

/** What a signature covers. */
export interface SignedParts {
  readonly method: string;
  /** Absolute, `http` or `https`; its query is covered too. */
  readonly url: string;
  /** The `oauth_` parameters without `oauth_signature` and `realm`, and those of a form body, decoded. */
  readonly parameters: readonly Parameter[];
}

/** The shared secrets of client and token. */
export interface SharedSecrets {
  readonly consumerSecret: string;
  readonly tokenSecret: string;
}

/** Percent encoding of RFC 5849 section 3.6: everything but letters, digits, `-`, `.`, `_`, `~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The signature base string (section 3.4.1). @throws {RangeError} for a URL that is not absolute http or https */
export function signatureBaseString({ method, url, parameters }: SignedParts): string {
  const { base, query } = splitUrl(url);
  const encoded = [...query, ...parameters].map(
    ([name, value]) => [percentEncode(name), percentEncode(value)] as const,
  );
  const normalized = encoded
    .toSorted(([name, value], [otherName, otherValue]) => byCode(name, otherName) || byCode(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
  return [method.toUpperCase(), base, normalized].map((part) => percentEncode(part)).join('&');
}

/** The signature (section 3.4.2): base64 of the HMAC over the base string, keyed with both secrets. */
export function signature(parts: SignedParts, secrets: SharedSecrets, hmac: HmacSha1): string {
  const key = `${percentEncode(secrets.consumerSecret)}&${percentEncode(secrets.tokenSecret)}`;
  return toBase64(hmac(utf8(key), utf8(signatureBaseString(parts))));
}

/** The value of an `Authorization` header (section 3.5.1). */
export function encodeAuthorization(realm: string, parameters: readonly Parameter[]): string {
  const pairs = parameters.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`);
  return `OAuth ${[`realm="${realm}"`, ...pairs].join(', ')}`;
}

/** The decoded parameters of an `Authorization` header, `realm` left out; undefined when it is none of OAuth 1. */
export function parseAuthorization(header: string): readonly Parameter[] | undefined {
  const list = /^OAuth\s+(.*)$/is.exec(header)?.[1];
  if (list === undefined) return undefined;
  const parameters: Parameter[] = [];
  for (const part of list.split(',')) {
    const [, name, value] = /^\s*([^=\s"]+)\s*=\s*"([^"]*)"\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const decoded = [decode(name), decode(value)] as const;
    if (decoded[0] === undefined || decoded[1] === undefined) return undefined;
    if (decoded[0].toLowerCase() !== 'realm') parameters.push([decoded[0], decoded[1]]);
  }
  return parameters;
}

// RFC 5849 section 3.4.1.2: scheme and host in lower case, the port only when it is not the scheme's own.
function splitUrl(url: string): { base: string; query: readonly Parameter[] } {
  const [, scheme = '', authority = '', path = '', query] =
    /^(https?):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  if (scheme === '') throw new RangeError('not an absolute http or https URL');
  const ownPort = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const host = authority.toLowerCase();
  const shown = host.endsWith(ownPort) ? host.slice(0, -ownPort.length) : host;
  return { base: `${scheme.toLowerCase()}://${shown}${path === '' ? '/' : path}`, query: queryParameters(query) };
}

// Section 3.4.1.3.1: the query as a form, in which a plus sign is a space.
function queryParameters(query: string | undefined): Parameter[] {
  if (query === undefined || query === '') return [];
  return query.split('&').map((pair) => {
    const at = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)].map((part) => part.replaceAll('+', ' '));
    return [decode(name ?? '') ?? name ?? '', decode(value ?? '') ?? value ?? ''] as const;
  });
}

function byCode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
