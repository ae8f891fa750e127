/** A server of its own for stories of device identities, over HTTPS, and what a Mac needs to speak to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IdentityPorts } from '#mac/device-identity/ports.ts';
import { type Clock, systemClock } from '#runtime/clock.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { parseConfig } from '#server/config.ts';
import { type RunningServer, startServer } from '#server/main.ts';

/** The server and the ports of a Mac. */
export interface IdentityServer {
  readonly server: RunningServer;
  readonly ports: IdentityPorts;
  /** Stops the server, and starts it again at the same address over the same store. @param meanwhile while it is away */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on a free port. `prepare` may name files in its home by further settings. */
export async function openIdentityServer(
  prepare: (home: string) => Promise<Readonly<Record<string, string>>> = () => Promise.resolve({}),
  clock: Clock = systemClock,
): Promise<IdentityServer> {
  const home = await mkdtemp(join(tmpdir(), 'porchlight-identity-'));
  const listen = `localhost:${await freePort()}`;
  const settings = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: listen, PORCHLIGHT_LOG_LEVEL: 'silent' };
  const config = parseConfig({ ...settings, ...(await prepare(home)) });
  let server = await startServer(config, { clock });
  const fetch = httpsFetch({ ca: [server.composition.rootPem ?? ''] });
  return {
    get server() {
      return server;
    },
    async restart(meanwhile) {
      await server.close();
      await meanwhile?.();
      server = await startServer(config, { clock });
    },
    ports: {
      clock,
      random: systemRandom,
      pause: () => Promise.resolve(),
      send: async ({ method, url, headers, body }) => {
        const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
        return { status: answer.status, headers: answer.headers, bytes: answer.bytes() };
      },
    },
    close: async () => {
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
