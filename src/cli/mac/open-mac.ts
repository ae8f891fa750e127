/** Opening a kept Mac for one command: lock, play, keep what it remembers, note its log. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActResult, Exchange } from '#mac/evidence.ts';
import { type Desk, openDesk } from '#mac/home/desk.ts';
import type { OpenMac } from '#mac/home/mac-folder.ts';
import type { Connection } from '#mac/home/saved-mac.ts';
import { simulatedApple } from '#mac/apple-services/simulated-apple.ts';
import type { AppleServices, AttestationService, MacFetch, MacPorts } from '#mac/ports.ts';
import { logLines } from '#mac/terminal/log-lines.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { addressesFile, parseSimulatedAppleAddresses } from '#protocol/simulated-apple/addresses.ts';
import { findAttestationAuthority, laboratoryFolder } from '../laboratory.ts';
import { absolutePath } from './options.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** The Macs of a data home. */
export function deskOf(home: string, { random }: Surroundings): Desk {
  return openDesk({ directory: join(absolutePath(home), 'macs'), random });
}

/** A Mac in a command's hands. */
export interface MacInHand {
  readonly name: string;
  readonly mac: VirtualMac;
  readonly open: OpenMac;
  /** Performs an act, keeps what the Mac remembers after it, notes its log, and hands out the result. */
  act<Outcome>(work: (mac: VirtualMac) => Promise<ActResult<Outcome>>): Promise<ActResult<Outcome>>;
  /** Everything that was sent and received in this command so far. */
  evidence(): readonly Exchange[];
}

/** Works with one Mac, by name or serial number. @throws {MacHomeError} */
export async function withMac<Result>(
  home: string,
  nameOrSerial: string,
  surroundings: Surroundings,
  work: (hand: MacInHand) => Promise<Result>,
): Promise<Result> {
  return deskOf(home, surroundings).use(nameOrSerial, async (open) => {
    const ports = await macPorts(home, open.saved.connection, open.uidKey, surroundings);
    const mac = surroundings.macs.open(open.saved.state, ports);
    const evidence: Exchange[] = [];
    return work({
      name: open.name,
      mac,
      open,
      evidence: () => evidence,
      async act(perform) {
        const result = await perform(mac);
        evidence.push(...result.evidence);
        await open.save(mac.state());
        await open.appendLog(logLines(result.evidence));
        return result;
      },
    });
  });
}

/** What a Mac needs to be played on this machine. @throws {CommandRefusal} `trusted_roots_unreadable` */
export async function macPorts(
  home: string,
  connection: Connection,
  uidKey: Uint8Array,
  { fetch, clock, random, watch }: Surroundings,
): Promise<MacPorts> {
  const attestation = await simulatedAttestation(home);
  const apple = await simulatedAppleOf(home, fetch);
  return {
    fetch: macFetch(fetch(await readRoots(connection))),
    clock,
    random,
    uidKey,
    pause,
    ...(attestation === undefined ? {} : { attestation }),
    ...(apple === undefined ? {} : { apple }),
    ...(watch === undefined ? {} : { watch }),
  };
}

/** The simulated Apple of this home, running or not, where there is one. */
async function simulatedAppleOf(home: string, fetch: Surroundings['fetch']): Promise<AppleServices | undefined> {
  const path = join(laboratoryFolder(absolutePath(home)), addressesFile);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { macServices, tlsRootPem } = parseSimulatedAppleAddresses(text);
  return simulatedApple(macServices, macFetch(fetch(tlsRootPem))).apple;
}

/** The laboratory's attestation service, where this home has one: its server trusts that root, and no other does. */
async function simulatedAttestation(home: string): Promise<AttestationService | undefined> {
  const authority = await findAttestationAuthority(absolutePath(home));
  if (!authority) return undefined;
  return (key, clientDataHash, identifiers) => {
    const { serialNumber = '', udid = '' } = identifiers ?? {};
    const includeIdentifiers = identifiers !== undefined;
    return Promise.resolve(authority.attest({ key, clientDataHash, serialNumber, udid, includeIdentifiers }));
  };
}

/** The PEM text of the roots that a connection trusts besides the public ones. */
export async function readRoots({ trustedRoots }: Connection): Promise<string | undefined> {
  if (trustedRoots === undefined) return undefined;
  return readFile(trustedRoots, 'utf8').catch(() => {
    throw new CommandRefusal(
      'trusted_roots_unreadable',
      `The file ${trustedRoots} with trusted roots cannot be read.`,
      {
        hint: 'It is made by the server at its first start; "--trusted-roots FILE" names another.',
      },
    );
  });
}

function macFetch(fetch: ReturnType<Surroundings['fetch']>): MacFetch {
  return async (url, request) => {
    const answer = await fetch(url, request);
    const { status, headers, rootFingerprint } = answer;
    return { status, headers, text: () => answer.text(), bytes: () => answer.bytes(), rootFingerprint };
  };
}
