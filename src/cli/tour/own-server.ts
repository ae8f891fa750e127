/** A server for the tour alone: a free port, a home that is removed afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#runtime/free-port.ts';
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { openLaboratory } from '../laboratory.ts';

/** The server. */
export interface OwnServer {
  readonly url: string;
  readonly home: string;
  /** Stops it and removes its home. */
  close(): Promise<void>;
}

/** Starts it. */
export async function startOwnServer(): Promise<OwnServer> {
  const home = await mkdtemp(join(tmpdir(), 'porchlight-tour-'));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    const port = await freePort();
    const config = parseConfig({
      PORCHLIGHT_HOME: home,
      PORCHLIGHT_LISTEN: `localhost:${port}`,
      PORCHLIGHT_LOG_LEVEL: 'error',
    });
    const laboratory = await openLaboratory(config);
    const server = await startServer(laboratory.config);
    return {
      url: server.url,
      home,
      close: async () => {
        await server.close();
        await laboratory.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
