/**
 * The laboratory of a laptop: a simulated Apple in the same process, which the server is told to talk to and to trust. Only
 * where server and issuer are on loopback, and only by `npm start` and the tour: a server in production knows nothing of it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SimulatedApple, startApple } from '#apple/apple.ts';
import {
  type AttestationAuthority,
  type AttestationAuthorityState,
  attestationFiles,
  createAttestationAuthority,
} from '#apple/attestation-authority.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import type { ServerConfig } from '#server/config.ts';
import { actsAt } from './apple/acts.ts';
import { CliRefusal } from './refusal.ts';

/** What was set up around a server. */
export interface Laboratory {
  /** For the server: as it was, or with everything that it is to trust. */
  readonly config: ServerConfig;
  /** Undefined off loopback, where the configuration names another, and where one runs in this home already. */
  readonly apple: SimulatedApple | undefined;
  close(): Promise<void>;
}

/** Where the laboratory of a home keeps its things. */
export function laboratoryFolder(home: string): string {
  return join(home, 'lab');
}

/** The kept attestation authority, or undefined when this home has no laboratory. */
export async function findAttestationAuthority(home: string): Promise<AttestationAuthority | undefined> {
  const ports = { clock: systemClock, random: systemRandom };
  try {
    const text = await readFile(join(laboratoryFolder(home), attestationFiles.state), 'utf8');
    return createAttestationAuthority(ports, JSON.parse(text) as AttestationAuthorityState);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Starts simulated Apple and has the configuration trust it. Off loopback: nothing. */
export async function openLaboratory(config: ServerConfig): Promise<Laboratory> {
  if (config.insecureSimulatedApple !== undefined || !isLocal(config)) {
    return { config, apple: undefined, close: () => Promise.resolve() };
  }
  const folder = laboratoryFolder(config.home);
  if (await isRunning(folder)) {
    const found = { ...config, insecureSimulatedApple: folder };
    return { config: found, apple: undefined, close: () => Promise.resolve() };
  }
  const apple = await startApple({ folder, clock: systemClock, random: systemRandom });
  return { config: { ...config, insecureSimulatedApple: folder }, apple, close: () => apple.close() };
}

/** Whether the simulated Apple of a folder answers: then it must not be started over. */
async function isRunning(folder: string): Promise<boolean> {
  try {
    await actsAt(folder)('overview');
    return true;
  } catch (error) {
    if (error instanceof CliRefusal) return false;
    throw error;
  }
}

function isLocal({ listen, issuer }: ServerConfig): boolean {
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
  return loopback.test(listen.host) && loopback.test(new URL(issuer).hostname);
}
