/** The HTTPS listener of simulated Apple: one small request and reply, so that what answers needs no framework. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

/** A request whose body was read. */
export interface AppleRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; repeated ones joined. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** What is answered. */
export interface AppleReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers a request. */
export type Answer = (request: AppleRequest) => AppleReply | Promise<AppleReply>;

/** A listener that runs. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

const largestBody = 1024 * 1024;
/** Milliseconds. Long, so that a Mac hardly ever sends into a connection that is just being closed. */
const keepAlive = 600_000;

/** Listens on a loopback host. Port 0: any that is free. */
export function listenHttps(
  tls: { readonly key: string; readonly cert: string },
  host: string,
  port: number,
  answer: Answer,
): Promise<Listener> {
  const server = createServer({ ...tls, maxHeaderSize: 32 * 1024 }, (message, response) => {
    handle(message, response, answer).catch(() => response.writeHead(500).end());
  });
  server.keepAliveTimeout = keepAlive;
  return opened(server, host, port, () => server.closeAllConnections());
}

/** Opens a server. `sever` ends the connections that stand when it is closed. */
export function opened(server: Server, host: string, port: number, sever: () => void): Promise<Listener> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            sever();
          }),
      });
    });
  });
}

async function handle(message: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const url = new URL(message.url ?? '/', 'https://apple.invalid');
  const body = await read(message);
  const request: AppleRequest = {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: body ?? '',
  };
  const reply = body === undefined ? { status: 413 } : await answer(request);
  response.writeHead(reply.status, { 'content-type': 'application/json;charset=UTF8', ...reply.headers });
  response.end(reply.body);
}

async function read(message: IncomingMessage): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > largestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
