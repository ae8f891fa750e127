/** How commands reach the server: which address, trusting whom, with which token. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, type ApiFetch, createApiClient } from '#api/client.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';

/** Where to connect and where this person's files are. */
export interface Target {
  readonly server: string;
  readonly home: string;
  /** Replaces the network in tests. */
  readonly fetch?: ApiFetch;
}

/** A client with the token of a sign-in to that server, else of the file beside the server, else none. */
export async function connect(target: Target): Promise<ApiClient> {
  const token = (await savedToken(target)) ?? (await readIfThere(join(target.home, 'server', 'admin-token')))?.trim();
  return connectWith(target, token);
}

/** A client with a given token. */
export async function connectWith(target: Target, token: string | undefined): Promise<ApiClient> {
  const send = target.fetch ?? (await trustingFetch(target));
  return createApiClient({ baseUrl: target.server, fetch: send, ...(token === undefined ? {} : { token }) });
}

/** Speaks to the server, on this computer under the root of its own making too. */
export async function trustingFetch({ server, home }: Target): Promise<HttpsFetch> {
  const root = await readIfThere(join(home, 'server', 'tls', 'root-certificate.pem'));
  return httpsFetch(root === undefined || !isLocal(server) ? {} : { ca: [root] });
}

/** The token that a sign-in to this server left, if any. */
export async function savedToken({ home, server }: Target): Promise<string | undefined> {
  const text = await readIfThere(join(home, 'cli.json'));
  const saved = text === undefined ? undefined : (JSON.parse(text) as { server?: string; token?: string });
  return saved?.server === server ? saved.token : undefined;
}

/** Keeps a token for later commands, readable by this person alone. */
export async function saveToken({ home, server }: Target, token: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const path = join(home, 'cli.json');
  await writeFile(path, `${JSON.stringify({ server, token })}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}

/** Forgets it. */
export async function forgetToken({ home }: Target): Promise<void> {
  await rm(join(home, 'cli.json'), { force: true });
}

function isLocal(server: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(server).hostname);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
