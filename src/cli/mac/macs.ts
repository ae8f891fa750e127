/** The virtual Macs themselves, behind the two functions that make and reopen them. */
import * as virtualMac from '#mac/virtual-mac.ts';
import type { MacMaker } from './surroundings.ts';

interface Makers {
  readonly createVirtualMac: MacMaker['create'];
  readonly openVirtualMac: MacMaker['open'];
}

const makers = virtualMac as unknown as Makers;

/** Makes Macs and opens kept ones. */
export const virtualMacs: MacMaker = {
  create: (options, ports) => makers.createVirtualMac(options, ports),
  open: (state, ports) => makers.openVirtualMac(state, ports),
};
