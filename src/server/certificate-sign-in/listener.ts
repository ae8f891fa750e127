/**
 * Where certificates are asked for: a TLS listener of its own, since a browser asks its person for a certificate in the
 * handshake, before it says what it wants. Any certificate passes the handshake; who it speaks for is judged after it, so
 * that the person reads a page and not an error of the browser.
 */
import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertificateAnswer, Shown } from './answer.ts';
import { peerChain } from './peer-chain.ts';

/** Where to listen, and who to be there. */
export interface CertificateListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly keyPem: string;
  readonly certificateChainPem: string;
  readonly onFault: (error: unknown) => void;
}

/** A listener at work. */
export interface CertificateListener {
  readonly port: number;
  close(): Promise<void>;
}

/** The only path. */
export const certificatePath = '/sign-in/certificate';

/** Listens. @throws Error of the network, such as `EADDRINUSE` */
export async function listenForCertificates(
  answer: (shown: Shown) => Promise<CertificateAnswer>,
  { host, port, keyPem, certificateChainPem, onFault }: CertificateListenerOptions,
): Promise<CertificateListener> {
  const server = createServer(
    {
      key: keyPem,
      cert: certificateChainPem,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      // Each visit proves the key anew: no session goes on after the card was taken out.
      secureOptions: constants.SSL_OP_NO_TICKET,
      maxHeaderSize: 32 * 1024,
      requestTimeout: 30_000,
    },
    (request, response) => {
      respond(answer, request, response).catch((error: unknown) => {
        onFault(error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, commonHeaders).end();
      });
    },
  );
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const commonHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
  connection: 'close',
};

async function respond(
  answer: (shown: Shown) => Promise<CertificateAnswer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  if (path !== certificatePath) return void response.writeHead(404, commonHeaders).end();
  if (request.method !== 'GET') return void response.writeHead(405, { ...commonHeaders, allow: 'GET' }).end();
  const tokens = new URLSearchParams(query).getAll('attempt');
  const { status, headers, ...page } = await answer({
    token: tokens.length === 1 ? (tokens[0] ?? '') : '',
    chain: peerChain(request.socket as TLSSocket),
    address: request.socket.remoteAddress ?? '',
  });
  const type = 'contentType' in page ? { 'content-type': page.contentType } : {};
  response
    .writeHead(status, { ...commonHeaders, ...headers, ...type, 'referrer-policy': 'no-referrer' })
    .end(page.body);
}
