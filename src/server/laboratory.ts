import type { ServerConfig } from './config.ts';

/** Whether simulated things may be trusted: the server and its address are on this computer alone. */
export function isLaboratory({ listen, issuer }: ServerConfig): boolean {
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
  return loopback.test(listen.host) && loopback.test(new URL(issuer).hostname);
}
