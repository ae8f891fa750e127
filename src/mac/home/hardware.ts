/** Hardware for new Macs: serial numbers and UDIDs of the right form, and a model that runs the wanted macOS. */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { Random } from '#runtime/random.ts';
import type { MacosVersion } from '../macos/versions.ts';

/** Apple leaves out letters that look like digits. */
const serialAlphabet = 'CDFGHJKLMNPQRTVWXY0123456789'.split('');
/** Codes of the places that Macs came from, as the older serial numbers of twelve characters begin. */
const factories = ['C02', 'FVF', 'H2W', 'C17'];
const serialLength = 12;

/** What a person reads on a new Mac's box. */
export interface NewHardware {
  readonly serialNumber: string;
  readonly udid: string;
  /** Model identifier, such as `Mac16,12`. */
  readonly model: string;
}

/** A random Mac with Apple silicon that shipped with this macOS or before it. */
export function randomHardware(macos: MacosVersion, random: Random): NewHardware {
  return {
    serialNumber: randomSerialNumber(random),
    udid: uuidFrom(random.bytes(16)),
    model: pick(models[macos], random),
  };
}

/** Twelve characters: a factory code, then letters and digits. */
export function randomSerialNumber(random: Random): string {
  let serial = pick(factories, random);
  while (serial.length < serialLength) serial += pick(serialAlphabet, random);
  return serial;
}

const models: Readonly<Record<MacosVersion, readonly string[]>> = {
  '13.0': ['Mac14,2', 'Mac14,7', 'MacBookPro18,3', 'MacBookAir10,1'],
  '14.0': ['Mac15,3', 'Mac15,6', 'Mac14,15', 'Mac14,2'],
  '14.4': ['Mac15,12', 'Mac15,13', 'Mac15,3', 'Mac15,4'],
  '15.0': ['Mac15,12', 'Mac15,3', 'Mac15,10', 'Mac15,4'],
  '15.4': ['Mac16,12', 'Mac16,13', 'Mac16,1', 'Mac16,10'],
  '26.0': ['Mac16,12', 'Mac16,1', 'Mac16,10', 'Mac16,8'],
  '27.0': ['Mac17,2', 'Mac16,12', 'Mac16,1', 'Mac16,8'],
};

/** What a model is sold as. */
export function marketingName(model: string): string {
  if (model.startsWith('MacBookAir') || airs.has(model)) return 'MacBook Air';
  if (minis.has(model)) return 'Mac mini';
  return 'MacBook Pro';
}

const airs: ReadonlySet<string> = new Set(['Mac14,2', 'Mac14,15', 'Mac15,12', 'Mac15,13', 'Mac16,12', 'Mac16,13']);
const minis: ReadonlySet<string> = new Set(['Mac16,10']);

function pick<Item>(items: readonly Item[], random: Random): Item {
  // Values above the last whole multiple are drawn again, so that every item is as likely as the others.
  const limit = 256 - (256 % items.length);
  for (;;) {
    const byte = random.bytes(1)[0] ?? 0;
    const item = items[byte % items.length];
    if (byte < limit && item !== undefined) return item;
  }
}
