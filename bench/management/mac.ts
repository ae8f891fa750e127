/** Macs that can speak to device management: their keys are the bench's own, their identities the server's. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A Mac that is enrolled. */
export interface EnrolledMac {
  readonly udid: string;
  readonly serialNumber: string;
  readonly privateKey: KeyObject;
  /** The identity's certificate, DER. */
  readonly certificate: Uint8Array;
  /** May be used again for other keys, for a day. */
  readonly challenge: string;
}

/** Distinct keys; where there are more Macs they share them, since the search for primes takes a tenth of a second. */
const mostKeys = 64;
const made: Promise<KeyObject>[] = [];

/** RSA keys of the length that Macs have, made once for all servers of a run, in the threads beside. */
export async function rsaKeys(count: number): Promise<readonly KeyObject[]> {
  const make = promisify(generateKeyPair);
  while (made.length < Math.min(count, mostKeys)) {
    made.push(make('rsa', { modulusLength: 2048 }).then(({ privateKey }) => privateKey));
  }
  return Promise.all(made);
}

/** The item at a place, going round. @throws Error when there are none */
export function inTurn<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to take in turn.');
  return item;
}
