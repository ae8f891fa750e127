/** The server that runs on this machine: its address, its TLS root and its administration token, as files in the home. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '#api/client.ts';
import type { Connection } from '#mac/home/saved-mac.ts';
import { readRoots } from './open-mac.ts';
import { absolutePath } from './options.ts';
import type { Surroundings } from './surroundings.ts';

/** Where `npm start` listens unless told otherwise. */
export const localIssuer = 'https://localhost:8443';

/** The file with the TLS root of the local server. */
export function localRootFile(home: string): string {
  return join(absolutePath(home), 'server', 'tls', 'root-certificate.pem');
}

/** How a Mac reaches an issuer: the local server's root is trusted for addresses of this machine, where it exists. */
export async function connectionTo(
  issuer: string,
  home: string,
  trustedRoots: string | undefined,
): Promise<Connection> {
  if (trustedRoots !== undefined) return { issuer, trustedRoots: absolutePath(trustedRoots) };
  const file = localRootFile(home);
  const local = isLoopback(issuer) && (await exists(file));
  return { issuer, trustedRoots: local ? file : undefined };
}

/** A client of the administration interface, where this home has the server's token. */
export async function localAdministration(
  home: string,
  connection: Connection & { readonly issuer: string },
  surroundings: Surroundings,
): Promise<ApiClient | undefined> {
  if (!isLoopback(connection.issuer)) return undefined;
  const token = await readFile(join(absolutePath(home), 'server', 'admin-token'), 'utf8').catch(() => undefined);
  if (token === undefined) return undefined;
  const fetch = surroundings.fetch(await readRoots(connection));
  return createApiClient({ baseUrl: connection.issuer, token: token.trim(), fetch });
}

/** Whether an address is one of this machine. */
export function isLoopback(address: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
