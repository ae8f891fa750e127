/**
 * The laboratory of a laptop: a simulated attestation authority, whose root the server is told to trust. Only where server
 * and issuer are on loopback, and only by `npm start`: a server in production knows nothing of it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AttestationAuthority,
  type AttestationAuthorityState,
  createAttestationAuthority,
} from '#apple/attestation-authority.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import type { ServerConfig } from '#server/config.ts';

/** Where the authority is kept; its root stands beside it. */
export function attestationAuthorityPath(home: string): string {
  return join(home, 'lab', 'attestation-authority.json');
}

/** The kept authority, or undefined when this home has no laboratory. */
export async function openAttestationAuthority(home: string): Promise<AttestationAuthority | undefined> {
  const ports = { clock: systemClock, random: systemRandom };
  try {
    const state = JSON.parse(await readFile(attestationAuthorityPath(home), 'utf8')) as AttestationAuthorityState;
    return createAttestationAuthority(ports, state);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the authority when it is missing, and has the configuration trust its root. Off loopback: nothing. */
export async function prepareLaboratory(config: ServerConfig): Promise<ServerConfig> {
  if (config.insecureSimulatedAttestationRoot !== undefined || !isLocal(config)) return config;
  const rootPath = join(config.home, 'lab', 'attestation-root.pem');
  if (!(await openAttestationAuthority(config.home))) {
    const authority = createAttestationAuthority({ clock: systemClock, random: systemRandom });
    await mkdir(join(config.home, 'lab'), { recursive: true, mode: 0o700 });
    await writeFile(rootPath, authority.rootPem);
    await writeFile(attestationAuthorityPath(config.home), JSON.stringify(authority.exportState()), { mode: 0o600 });
  }
  return { ...config, insecureSimulatedAttestationRoot: rootPath };
}

function isLocal({ listen, issuer }: ServerConfig): boolean {
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
  return loopback.test(listen.host) && loopback.test(new URL(issuer).hostname);
}
