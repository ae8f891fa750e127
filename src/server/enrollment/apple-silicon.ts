/** The first generation with Apple silicon of each family that has had Intel processors. */
const firstGeneration: Readonly<Record<string, number>> = { MacBookPro: 17, MacBookAir: 10, Macmini: 9, iMac: 21 };

/**
 * Whether a Mac of this model (such as `Mac15,6`) has Apple silicon, and so a Secure Enclave that can attest keys. Models
 * named `Mac` alone all have; virtual machines have none that attests.
 */
export function hasAppleSilicon(model: string): boolean {
  const [, family = '', generation = '0'] = /^([A-Za-z]+)(\d+),\d+$/.exec(model) ?? [];
  if (family === 'Mac') return true;
  const first = firstGeneration[family];
  return first !== undefined && Number(generation) >= first;
}
