/**
 * The way to applications that are told of ended sessions. Their addresses are what administrators typed, so a request goes by
 * HTTPS, never to this computer or its link, never along a redirect, and nothing of the answer is read but its status. Private
 * networks are allowed: an organisation's applications live there.
 */
import { lookup as resolveName } from 'node:dns';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Longest wait for an answer, in milliseconds. */
const patience = 5000;

/** Addresses where only this computer, or whoever runs its network, can be meant: 169.254.169.254 is a cloud's own. */
const forbidden = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  forbidden.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  forbidden.addSubnet(network, bits, 'ipv6');
}

/** What may be asked of it. */
export interface BackChannelOptions {
  /** Everything is on this computer: applications at its loopback addresses may be told, and by HTTP. */
  readonly mayReachOwnComputer: boolean;
}

/** A `fetch` as far as the provider uses it: method, headers, body and signal of the request, status of the answer. */
export function backChannelFetch({ mayReachOwnComputer }: BackChannelOptions) {
  return async (address: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(address instanceof Request ? address.url : address);
    checkAddress(url, mayReachOwnComputer);
    const body = init.body === undefined || init.body === null ? '' : await new Response(init.body).text();
    const headers = Object.fromEntries(new Headers(init.headers));
    const status = await statusOf(url, { ...init, headers, body, mayReachOwnComputer });
    return new Response(null, { status });
  };
}

function checkAddress({ protocol, hostname }: URL, mayReachOwnComputer: boolean): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  const isOwn = host === 'localhost' || (isIP(host) !== 0 && isForbidden(host));
  if (isOwn && !mayReachOwnComputer) throw new Error('The address leads to this computer.');
  if (protocol !== 'https:' && !(protocol === 'http:' && isOwn)) throw new Error('The address is not https.');
}

interface Sending {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | null | undefined;
  readonly mayReachOwnComputer: boolean;
}

function statusOf(url: URL, sending: Sending): Promise<number> {
  const { method = 'GET', headers, body, signal, mayReachOwnComputer } = sending;
  const limit = AbortSignal.timeout(patience);
  const options = {
    method,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    agent: false,
    lookup: mayReachOwnComputer ? resolveName : guardedLookup,
  } as const;
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}

// At the moment of connecting, so that a name cannot mean one address when it is looked at and another when it is used.
const guardedLookup: LookupFunction = (name, options, done) => {
  resolveName(name, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0);
    const allowed = found.filter(({ address }) => !isForbidden(address));
    const [first] = allowed;
    if (!first) return done(new Error('The name leads to this computer.'), '', 0);
    return options.all ? done(null, allowed) : done(null, first.address, first.family);
  });
};

function isForbidden(address: string): boolean {
  return forbidden.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
