/** The system keychain: items of the whole Mac, there before anybody has logged in. Sealed under the UID key. */
import type { KeychainItem } from '../mac-state.ts';
import type { Sealer } from '../secure-enclave/seal.ts';

const purpose = 'system keychain item';

/** Puts an item, in place of one of the same service and account. */
export function putSystemItem(
  items: KeychainItem[],
  item: { readonly service: string; readonly account: string; readonly secret: string },
  { sealer, now }: { readonly sealer: Sealer; readonly now: () => number },
): void {
  const { service, account, secret } = item;
  removeSystemItem(items, service, account);
  items.push({ service, account, created: now(), sealed: sealer.sealText(secret, purpose) });
}

/** The secret of an item, or undefined. */
export function readSystemItem(
  items: readonly KeychainItem[],
  service: string,
  account: string,
  sealer: Sealer,
): string | undefined {
  const item = items.find((candidate) => candidate.service === service && candidate.account === account);
  return item && sealer.openText(item.sealed, purpose);
}

/** Removes an item if it is there. */
export function removeSystemItem(items: KeychainItem[], service: string, account: string): void {
  const at = items.findIndex((candidate) => candidate.service === service && candidate.account === account);
  if (at >= 0) items.splice(at, 1);
}
