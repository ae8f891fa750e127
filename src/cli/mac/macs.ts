/** The virtual Macs themselves, behind the functions that make and reopen them. */
import { createVirtualMac, openVirtualMac, unboxVirtualMac } from '#mac/virtual-mac.ts';
import type { MacMaker } from './surroundings.ts';

/** Makes Macs and opens kept ones. */
export const virtualMacs: MacMaker = {
  create: createVirtualMac,
  unbox: unboxVirtualMac,
  open: openVirtualMac,
};
