/** What the commands for virtual Macs stand on: the person's terminal, time, randomness, and how Macs are made. */
import type { MacState } from '#mac/mac-state.ts';
import type { MacPorts } from '#mac/ports.ts';
import type { VirtualMac, VirtualMacOptions } from '#mac/virtual-mac.ts';
import type { Clock } from '#runtime/clock.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import type { Random } from '#runtime/random.ts';
import type { CliIo } from './io.ts';

/** Makes Macs and opens kept ones. */
export interface MacMaker {
  create(options: VirtualMacOptions, ports: MacPorts): VirtualMac;
  open(state: MacState, ports: MacPorts): VirtualMac;
}

/** All of it. Tests bring their own. */
export interface Surroundings {
  readonly io: CliIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly macs: MacMaker;
  /** HTTPS that trusts these PEM roots besides the public ones. */
  readonly fetch: (trustedRoots: string | undefined) => HttpsFetch;
}
