/** The virtual Macs themselves, behind the two functions that make and reopen them. */
import { createVirtualMac, openVirtualMac } from '#mac/virtual-mac.ts';
import type { MacMaker } from './surroundings.ts';

/** Makes Macs and opens kept ones. */
export const virtualMacs: MacMaker = { create: createVirtualMac, open: openVirtualMac };
