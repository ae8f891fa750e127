/**
 * Asks hosts over HTTPS. Certificates are looked at and not believed: what comes back is only ever judged, and nothing of a
 * body leaves the server. Redirects are answers. A name that resolves to this computer, or to a network of the link, is not
 * connected to unless it is the issuer's own.
 */
import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import type { HostProber } from '../doctor-ports.ts';
import type { DocumentAnswer, TlsAnswer } from '../findings.ts';

/** How to ask. */
export interface HttpsProberOptions {
  readonly issuer: string;
  /** PEM of the root that this server made for itself, where it did. */
  readonly ownRoot: string | undefined;
  /** For one question; five seconds unless given. */
  readonly timeoutMs?: number;
}

/** The largest association file; Apple's limit is the same. */
const mostBytes = 128 * 1024;
const longestChain = 8;

// RFC 6890: this host, its link, and what is no host.
const forbidden = new BlockList();
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addSubnet('127.0.0.0', 8, 'ipv4');
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('224.0.0.0', 3, 'ipv4');
forbidden.addSubnet('::', 127, 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addSubnet('ff00::', 8, 'ipv6');

class AddressNotAllowedError extends Error {
  override readonly name = 'AddressNotAllowedError';
  readonly code = 'address_not_allowed';
}

/** Makes it. */
export function httpsProber({ issuer, ownRoot, timeoutMs = 5000 }: HttpsProberOptions): HostProber {
  const own = new URL(issuer).hostname;
  const root = ownRoot === undefined ? undefined : new X509Certificate(ownRoot);
  const resolverFor = (hostname: string) => (hostname === own ? undefined : guardedLookup);
  return {
    document: (url) => fetchDocument(new URL(url), timeoutMs, resolverFor(new URL(url).hostname)),
    chain: (host) =>
      fetchChain(new URL(`https://${host}/`), timeoutMs, resolverFor(new URL(`https://${host}/`).hostname), root),
  };
}

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const allowed = addresses.filter(({ address, family }) => !isForbidden(address, family));
    const [first] = allowed;
    if (first === undefined)
      return callback(new AddressNotAllowedError(`${hostname} is an address of this computer or its link.`), '', 0);
    return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
  });
};

function isForbidden(address: string, family: number): boolean {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inner !== undefined) return forbidden.check(inner, 'ipv4');
  return forbidden.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function fetchDocument(url: URL, timeoutMs: number, resolver: LookupFunction | undefined): Promise<DocumentAnswer> {
  return new Promise((resolve) => {
    const options = {
      agent: false,
      rejectUnauthorized: false,
      headers: { 'user-agent': 'porchlight-doctor', accept: 'application/json' },
    } as const;
    const request = httpsRequest(url, { ...options, ...(resolver ? { lookup: resolver } : {}) }, (message) => {
      const parts: Buffer[] = [];
      let length = 0;
      message.on('data', (part: Buffer) => {
        length += part.length;
        parts.push(part);
        if (length > mostBytes)
          end({ kind: 'none', code: 'too_large', sentence: `The file has more than ${mostBytes} bytes.` });
      });
      message.on('error', (error) => end(noAnswer(error, url.host)));
      message.on('end', () => {
        const { statusCode: status = 0, headers } = message;
        const age = Number(headers['age']);
        const text = Buffer.concat(parts).toString('utf8');
        const contentType = headers['content-type'] ?? '';
        end({
          kind: 'answer',
          status,
          contentType,
          location: headers.location,
          age: Number.isFinite(age) ? age : undefined,
          text,
        });
      });
    });
    const timer = setTimeout(() => end(timedOut(url.host, timeoutMs)), timeoutMs);
    const end = (answer: DocumentAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    request.on('error', (error) => end(noAnswer(error, url.host)));
    request.end();
  });
}

function fetchChain(
  url: URL,
  timeoutMs: number,
  resolver: LookupFunction | undefined,
  root: X509Certificate | undefined,
): Promise<TlsAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || '443'),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(resolver ? { lookup: resolver } : {}),
      rejectUnauthorized: false,
      // The name is judged beside the chain.
      checkServerIdentity: () => undefined,
    });
    const timer = setTimeout(() => end(timedOut(url.host, timeoutMs)), timeoutMs);
    const end = (answer: TlsAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    socket.on('error', (error) => end(noAnswer(error, url.host)));
    socket.on('secureConnect', () => {
      const leaf = socket.getPeerX509Certificate();
      if (leaf === undefined)
        return end({ kind: 'none', code: 'no_certificate', sentence: `${url.host} shows no certificate.` });
      const isOnlyLate = /EXPIRED|NOT_YET_VALID/.test(String(socket.authorizationError));
      return end(
        chainOf(leaf, { host, root, protocol: socket.getProtocol() ?? '', isPublic: socket.authorized || isOnlyLate }),
      );
    });
  });
}

function chainOf(
  leaf: X509Certificate,
  {
    host,
    root,
    protocol,
    isPublic,
  }: {
    readonly host: string;
    readonly root: X509Certificate | undefined;
    readonly protocol: string;
    readonly isPublic: boolean;
  },
): TlsAnswer {
  const certificates: X509Certificate[] = [];
  for (
    let next: X509Certificate | undefined = leaf;
    next && certificates.length < longestChain;
    next = next.issuerCertificate
  ) {
    if (certificates.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break;
    certificates.push(next);
  }
  const names = (leaf.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
    .filter((name) => name !== '');
  const fits = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  return {
    kind: 'chain',
    protocol,
    names: names.slice(0, 20),
    fitsName: fits !== undefined,
    notBefore: leaf.validFromDate.getTime(),
    notAfter: leaf.validToDate.getTime(),
    chain: certificates.map(({ subject, issuer }) => ({ subject: oneLine(subject), issuer: oneLine(issuer) })),
    isPublic,
    isOwnRoot:
      root !== undefined &&
      certificates.some(
        (one) => one.fingerprint256 === root.fingerprint256 || (one.checkIssued(root) && one.verify(root.publicKey)),
      ),
  };
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ').slice(0, 300);
}

type None = Extract<DocumentAnswer, { kind: 'none' }>;

function timedOut(host: string, timeoutMs: number): None {
  return { kind: 'none', code: 'timed_out', sentence: `${host} did not answer within ${timeoutMs / 1000} seconds.` };
}

function noAnswer(error: unknown, host: string): None {
  const code = codeOf(error);
  if (code === 'address_not_allowed')
    return { kind: 'none', code, sentence: `${host} resolves to an address that is not asked.` };
  if (/^(?:ENOTFOUND|EAI_)/.test(code))
    return { kind: 'none', code: 'name_unknown', sentence: `The name ${host} does not resolve here.` };
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)/.test(code)) {
    return { kind: 'none', code: 'unreachable', sentence: `Nothing answers at ${host}.` };
  }
  if (/^(?:EPROTO|ERR_SSL|ERR_TLS)/.test(code))
    return { kind: 'none', code: 'tls_failed', sentence: `No TLS connection with ${host} could be agreed.` };
  return { kind: 'none', code: 'connection_lost', sentence: `The connection with ${host} ended early.` };
}

/** A host with several addresses fails with one error for each; the first speaks for all. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}
