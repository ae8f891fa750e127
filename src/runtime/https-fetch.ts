/**
 * HTTPS requests for programs that talk to a Porchlight server: the command line and the virtual Mac. Built on
 * `node:https` because the built-in `fetch` cannot be told which certificate authorities to trust.
 *
 * It never follows redirects (the protocols here have none; a 3xx is an answer like any other), keeps connections
 * alive, and tells a certificate that is not trusted from a server that is not there.
 */
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connectionRoots, type RootOf } from './connection-root.ts';

/** What to send. `body` is text (as UTF-8) or bytes; `content-length` is set from it. */
export interface HttpsRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An answer, whatever its status. The body has been read already. */
export interface HttpsResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as UTF-8 text. */
  text(): string;
  bytes(): Uint8Array<ArrayBuffer>;
  /**
   * SHA-256 of the DER of the trusted root that the connection's certificate chains to, lower-case hex. Undefined when it
   * cannot be told. Worked out when it is read, once a connection.
   */
  readonly rootFingerprint: string | undefined;
}

/**
 * Sends one request.
 * @throws {HttpsError} when there is no answer
 */
export type HttpsFetch = (url: string | URL, request?: HttpsRequest) => Promise<HttpsResponse>;

/**
 * Why there is no answer.
 * - `not_https`: the address is not `https:`
 * - `unreachable`: the name does not resolve, nothing listens there, or there is no way to it
 * - `certificate_untrusted`: signed by nobody we trust
 * - `certificate_invalid`: trusted, but expired, not valid yet, revoked, or for another name
 * - `tls_failed`: the two sides could not agree on a TLS connection
 * - `connection_lost`: the connection ended before the answer was whole
 * - `timed_out`: no whole answer within the time allowed
 * - `answer_too_large`: more bytes than allowed
 */
export type HttpsErrorCode =
  | 'not_https'
  | 'unreachable'
  | 'certificate_untrusted'
  | 'certificate_invalid'
  | 'tls_failed'
  | 'connection_lost'
  | 'timed_out'
  | 'answer_too_large';

/** Thrown instead of an answer. `cause` is what Node reported, if anything. */
export class HttpsError extends Error {
  override readonly name = 'HttpsError';
  readonly code: HttpsErrorCode;

  constructor(code: HttpsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How to connect. */
export interface HttpsFetchOptions {
  /** PEM certificates of the authorities to trust, instead of those that come with Node. */
  readonly ca?: readonly string[];
  /** For the whole exchange; 30 seconds unless given. */
  readonly timeoutMs?: number;
  /** The largest body that is accepted; 16 MiB unless given. */
  readonly maxBytes?: number;
}

const mebibyte = 1024 * 1024;

/** A fetch with its own connections. Idle ones do not keep the process alive. */
export function httpsFetch({ ca, timeoutMs = 30_000, maxBytes = 16 * mebibyte }: HttpsFetchOptions = {}): HttpsFetch {
  // A resumed session brings no chain, and with it no root: every connection shakes hands in full.
  const full = { keepAlive: true, maxSockets: 64, maxCachedSessions: 0 };
  const agent = new Agent({ ...full, ...(ca === undefined ? {} : { ca: [...ca] }) });
  const rootOf = connectionRoots(ca);
  return async (address, { method = 'GET', headers = {}, body } = {}) => {
    const url = new URL(address);
    if (url.protocol !== 'https:') {
      throw new HttpsError('not_https', `The address must start with https://, not ${url.protocol}//.`);
    }
    const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
    const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
    const sending = { method, headers: { ...headers, ...length }, agent };
    return exchange(url, sending, bytes, { timeoutMs, maxBytes, rootOf });
  };
}

interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly rootOf: RootOf;
}

type Sending = Parameters<typeof httpsRequest>[1];

function exchange(url: URL, sending: Sending, body: Uint8Array | undefined, limits: Limits): Promise<HttpsResponse> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, sending, (message) => {
      read(message, limits)
        .then(resolve, fail)
        .finally(() => clearTimeout(timer));
    });
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error instanceof HttpsError ? error : errorOf(error, url));
      request.destroy();
    };
    const timer = setTimeout(() => {
      fail(new HttpsError('timed_out', `${url.host} did not answer within ${limits.timeoutMs / 1000} seconds.`));
    }, limits.timeoutMs);
    request.on('error', fail);
    request.end(body);
  });
}

async function read(message: IncomingMessage, { maxBytes, rootOf }: Limits): Promise<HttpsResponse> {
  // Before the body: at its end the connection may be gone.
  const root = rootOf(message.socket);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw new HttpsError('answer_too_large', `The answer has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  const body = new Uint8Array(Buffer.concat(parts));
  return {
    status: message.statusCode ?? 0,
    headers: headersOf(message),
    text: () => new TextDecoder().decode(body),
    bytes: () => body,
    get rootFingerprint() {
      return root();
    },
  };
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const entries = Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

const untrusted = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

/** The table of Node's words for what went wrong; the first that fits. */
const meanings: readonly (readonly [RegExp, HttpsErrorCode, (host: string) => string])[] = [
  [/^(?:CERT_|ERR_TLS_CERT_|INVALID_PURPOSE|HOSTNAME_MISMATCH)/, 'certificate_invalid', certificateInvalid],
  [/^(?:ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)/, 'unreachable', noServer],
  [/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/, 'tls_failed', (host) => `No TLS connection with ${host} could be agreed.`],
];

function certificateInvalid(host: string): string {
  return `The certificate of ${host} is not valid now or not for this name.`;
}

function noServer(host: string): string {
  return `No server answers at ${host}.`;
}

function errorOf(error: unknown, { host }: URL): HttpsError {
  const word = nodeCode(error);
  const options = { cause: error };
  if (untrusted.has(word)) {
    return new HttpsError('certificate_untrusted', `The certificate of ${host} is signed by nobody trusted.`, options);
  }
  const meaning = meanings.find(([pattern]) => pattern.test(word));
  if (meaning !== undefined) return new HttpsError(meaning[1], meaning[2](host), options);
  return new HttpsError('connection_lost', `The connection with ${host} ended before the answer was whole.`, options);
}

/** `localhost` fails with one error for each of its addresses; the first speaks for all. */
function nodeCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? nodeCode(error.errors[0]) : '';
}
