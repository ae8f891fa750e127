/**
 * `GET /session` of Apple's device services: OAuth 1.0a signed request, answered with a session token that every other call
 * carries. Sent by the device management service. Sources: Apple, "Authenticating with a Device Management Service";
 * fact sheet section 1.2.
 */
import { encodeAuthorization, type HmacSha1, type Parameter, parseAuthorization, signature } from '../oauth1.ts';
import { readJsonBody, textAt } from '../json-members.ts';

/** The four secrets of a server token, as the session request uses them. */
export interface SessionCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
}

/** What makes one request unlike any other. */
export interface SessionMoment {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonce: string;
}

/** The value of the `Authorization` header. `url` is that of `/session`. */
export function encodeSessionAuthorization(
  url: string,
  credentials: SessionCredentials,
  { timestamp, nonce }: SessionMoment,
  hmac: HmacSha1,
): string {
  const parameters: Parameter[] = [
    ['oauth_consumer_key', credentials.consumerKey],
    ['oauth_token', credentials.accessToken],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
    ['oauth_version', '1.0'],
  ];
  const secrets = { consumerSecret: credentials.consumerSecret, tokenSecret: credentials.accessSecret };
  const signed = signature({ method: 'GET', url, parameters }, secrets, hmac);
  return encodeAuthorization('ADM', [...parameters, ['oauth_signature', signed]]);
}

/** The parts of a session request that Apple looks at. */
export interface SessionAuthorization extends SessionMoment {
  readonly consumerKey: string;
  readonly accessToken: string;
  /** Base64, as sent. Whether it is right, {@link expectedSignature} tells. */
  readonly signature: string;
  /** What the signature covers, in the order it came. */
  readonly parameters: readonly Parameter[];
}

/** Reads the header, or undefined when a parameter is missing, stands twice, or another method is named. */
export function parseSessionAuthorization(header: string): SessionAuthorization | undefined {
  const all = parseAuthorization(header);
  if (all === undefined) return undefined;
  const values = new Map(all);
  const at = (name: string) => values.get(name) ?? '';
  const required = ['oauth_consumer_key', 'oauth_token', 'oauth_signature', 'oauth_timestamp', 'oauth_nonce'];
  if (values.size !== all.length || required.some((name) => at(name) === '')) return undefined;
  if (at('oauth_signature_method') !== 'HMAC-SHA1' || !/^\d{1,12}$/.test(at('oauth_timestamp'))) return undefined;
  if ((values.get('oauth_version') ?? '1.0') !== '1.0') return undefined;
  return {
    consumerKey: at('oauth_consumer_key'),
    accessToken: at('oauth_token'),
    signature: at('oauth_signature'),
    timestamp: Number(at('oauth_timestamp')),
    nonce: at('oauth_nonce'),
    parameters: all.filter(([name]) => name !== 'oauth_signature'),
  };
}

/** The signature that a request should have; to be compared in constant time. */
export function expectedSignature(
  url: string,
  authorization: SessionAuthorization,
  credentials: SessionCredentials,
  hmac: HmacSha1,
): string {
  const secrets = { consumerSecret: credentials.consumerSecret, tokenSecret: credentials.accessSecret };
  return signature({ method: 'GET', url, parameters: authorization.parameters }, secrets, hmac);
}

/** The answer. */
export function encodeSessionResponse(token: string): string {
  return JSON.stringify({ auth_session_token: token });
}

/** The session token of an answer. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseSessionResponse(body: string): string {
  return textAt(readJsonBody(body), 'auth_session_token');
}
