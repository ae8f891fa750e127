/** What the commands for virtual Macs stand on: the person's terminal, time, randomness, and how Macs are made. */
import { setTimeout } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import type { MacState } from '#mac/mac-state.ts';
import type { MacPorts } from '#mac/ports.ts';
import type { BoxedMacOptions, VirtualMac, VirtualMacOptions } from '#mac/virtual-mac.ts';
import { type Clock, systemClock } from '#runtime/clock.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { withLoopback } from '#runtime/loopback-fetch.ts';
import { type Random, systemRandom } from '#runtime/random.ts';
import { type CliIo, processIo } from './io.ts';
import { virtualMacs } from './macs.ts';

/** Makes Macs and opens kept ones. */
export interface MacMaker {
  create(options: VirtualMacOptions, ports: MacPorts): VirtualMac;
  /** A Mac that says Hello. */
  unbox(options: BoxedMacOptions, ports: MacPorts): VirtualMac;
  open(state: MacState, ports: MacPorts): VirtualMac;
}

/** All of it. Tests bring their own. */
export interface Surroundings {
  readonly io: CliIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly macs: MacMaker;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** HTTPS, and HTTP to this computer, that trusts these PEM roots besides the public ones. */
  readonly fetch: (trustedRoots: string | undefined) => HttpsFetch;
  /** Told of every message of a Mac while it goes. Absent: nobody looks on. */
  readonly watch?: NonNullable<MacPorts['watch']>;
}

/** The real ones. */
export function realSurroundings(): Surroundings {
  return {
    io: processIo(),
    clock: systemClock,
    random: systemRandom,
    macs: virtualMacs,
    pause: setTimeout,
    fetch: (trustedRoots) =>
      withLoopback(httpsFetch(trustedRoots === undefined ? {} : { ca: [...rootCertificates, trustedRoots] })),
  };
}
