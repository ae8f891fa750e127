/**
 * A login keychain: a key wrapped under the account's password, items sealed under the key. When the password changes
 * with both passwords at hand, or with the key recovered through the unlock key, the keychain follows; otherwise macOS
 * sets the old one aside and makes a new one.
 */
import type { Aead } from '#protocol/crypto.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Random } from '#runtime/random.ts';
import { makeVerifier, matches, passwordKey } from '../local-accounts/password-verifier.ts';
import type { KeychainState } from '../mac-state.ts';
import { type Sealer, decryptUnder, encryptUnder } from '../secure-enclave/seal.ts';

/** What keychains work with. */
export interface KeychainTools {
  readonly random: Random;
  readonly aead: Aead;
  readonly sealer: Sealer;
  readonly now: () => number;
}

const wrapPurpose = 'login keychain key';
const wrapLabel = 'login keychain';
const openPurpose = 'open login keychain';

/** A new, open keychain. */
export function createKeychain(password: string, tools: KeychainTools): KeychainState {
  const key = tools.random.bytes(32);
  const keychain: KeychainState = {
    name: 'login.keychain-db',
    created: tools.now(),
    unlocked: true,
    openKey: tools.sealer.seal(key, openPurpose),
    verifier: { salt: '', hash: '' },
    wrappedKey: '',
    items: [],
    renamed: [],
  };
  rewrap(keychain, key, password, tools);
  return keychain;
}

/** Opens with the password; false when it is another one. */
export function unlockKeychain(keychain: KeychainState, password: string, tools: KeychainTools): boolean {
  if (!matches(keychain.verifier, password)) return false;
  const key = decryptUnder(
    passwordKey(keychain.verifier, password, wrapLabel),
    keychain.wrappedKey,
    wrapPurpose,
    tools.aead,
  );
  if (key) openKeychainWithKey(keychain, key, tools);
  return key !== undefined;
}

/** Opens with its key, as a smart card or the unlock key gives it back. */
export function openKeychainWithKey(keychain: KeychainState, key: Uint8Array, tools: KeychainTools): void {
  keychain.unlocked = true;
  keychain.openKey = tools.sealer.seal(key, openPurpose);
}

/** Closes: the key is forgotten. */
export function lockKeychain(keychain: KeychainState): void {
  keychain.unlocked = false;
  keychain.openKey = undefined;
}

/** The key of an open keychain, or undefined. */
export function keychainKey(keychain: KeychainState, tools: KeychainTools): Uint8Array | undefined {
  return keychain.openKey === undefined ? undefined : tools.sealer.open(keychain.openKey, openPurpose);
}

/** Gives the keychain a new password; its key, and so its items, stay. */
export function rewrap(keychain: KeychainState, key: Uint8Array, password: string, tools: KeychainTools): void {
  keychain.verifier = makeVerifier(password, tools.random);
  const wrapping = passwordKey(keychain.verifier, password, wrapLabel);
  keychain.wrappedKey = encryptUnder(wrapping, key, wrapPurpose, tools);
}

/** A fresh keychain in place of one whose password is not known; the old one is kept under another name. */
export function replaceKeychain(old: KeychainState, password: string, tools: KeychainTools): KeychainState {
  const suffix = toHex(tools.random.bytes(3)).toUpperCase();
  return { ...createKeychain(password, tools), renamed: [...old.renamed, `login_renamed_${suffix}.keychain-db`] };
}

/** Puts an item into an open keychain; false when it is locked. */
export function putItem(
  keychain: KeychainState,
  item: { readonly service: string; readonly account: string; readonly secret: string },
  tools: KeychainTools,
): boolean {
  const key = keychainKey(keychain, tools);
  if (!key) return false;
  const { service, account, secret } = item;
  const sealed = encryptUnder(key, utf8(secret), itemPurpose(service, account), tools);
  const others = keychain.items.filter((other) => other.service !== service || other.account !== account);
  keychain.items = [...others, { service, account, created: tools.now(), sealed }];
  return true;
}

/** The secret of an item, or undefined when the keychain is locked or has no such item. */
export function readItem(
  keychain: KeychainState,
  service: string,
  account: string,
  tools: KeychainTools,
): string | undefined {
  const key = keychainKey(keychain, tools);
  const item = keychain.items.find((candidate) => candidate.service === service && candidate.account === account);
  if (!key || !item) return undefined;
  const secret = decryptUnder(key, item.sealed, itemPurpose(service, account), tools.aead);
  return secret && fromUtf8(secret);
}

function itemPurpose(service: string, account: string): string {
  return `keychain item ${JSON.stringify([service, account])}`;
}
