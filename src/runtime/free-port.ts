/** A port on which nothing listens, for servers that a program starts for itself. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A TCP port of `localhost` that was free a moment ago. Somebody else may take it first. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
