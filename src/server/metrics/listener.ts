/**
 * Where figures are read: plain HTTP on a loopback address of its own, off unless configured. Nothing of it is on the
 * listener that Macs reach, and it takes no credential: whoever is on this machine may read it.
 */
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** A listener at work. */
export interface MetricsListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens. @throws Error of the network, such as `EADDRINUSE` */
export async function listenForMetrics(
  metrics: Pick<Metrics, 'text'>,
  where: { readonly host: string; readonly port: number },
): Promise<MetricsListener> {
  const server = createServer(answering(metrics));
  server.listen(where.port, where.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answering(metrics: Pick<Metrics, 'text'>): RequestListener {
  return ({ method, url }, response) => {
    if (method !== 'GET' || url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics
      .text()
      .then(({ contentType, body }) => response.writeHead(200, { 'content-type': contentType }).end(body))
      .catch(() => response.writeHead(500).end());
  };
}
