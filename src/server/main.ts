/** Starts the server: composes it, listens, and says where. */
import type { AddressInfo } from 'node:net';
import { type Composition, compose, type CompositionPorts } from './compose.ts';
import type { ServerConfig } from './config.ts';

/** A listening server. */
export interface RunningServer {
  /** The issuer: what Macs and people are told. */
  readonly url: string;
  /** The port that it listens on, which may have been chosen by the system. */
  readonly port: number;
  readonly home: string;
  readonly composition: Composition;
  /** Answers what is under way, makes everything durable, lets go of the store. */
  close(): Promise<void>;
}

/** Starts a server. @throws Error with a literal `code`: of the configuration, the store, the keys, or of the network */
export async function startServer(config: ServerConfig, ports: CompositionPorts = {}): Promise<RunningServer> {
  const composition = await compose(config, ports);
  try {
    await composition.app.listen({ host: config.listen.host, port: config.listen.port });
  } catch (error) {
    await composition.close();
    throw error;
  }
  const { port } = composition.app.server.address() as AddressInfo;
  return { url: config.issuer, port, home: config.home, composition, close: () => composition.close() };
}
