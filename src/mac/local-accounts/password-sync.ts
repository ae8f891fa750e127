/** Replacing a local password by the organisation's, with keychain and FileVault. */
import { synchronise } from '../file-vault/file-vault.ts';
import {
  createKeychain,
  keychainKey,
  openKeychainWithKey,
  replaceKeychain,
  rewrap,
  unlockKeychain,
} from '../keychain/login-keychain.ts';
import type { MacParts } from '../mac-parts.ts';
import { requireAccount, setPassword } from './local-accounts.ts';

/**
 * Gives an account a new local password. The login keychain follows when its key is at hand (`key`, or the keychain is
 * open); otherwise it is set aside and a new one is made.
 */
export function replaceLocalPassword(
  mac: MacParts,
  shortName: string,
  password: string,
  key?: Uint8Array,
): 'kept' | 'new' {
  const { state, keychains } = mac;
  const account = requireAccount(state.accounts, shortName);
  setPassword(account, password, mac.ports.random);
  synchronise(state.fileVault, account);
  const keychain = state.loginKeychains[shortName];
  const known = key ?? (keychain && keychainKey(keychain, keychains));
  if (keychain && known) {
    rewrap(keychain, known, password, keychains);
    openKeychainWithKey(keychain, known, keychains);
    return 'kept';
  }
  const fresh = keychain ? replaceKeychain(keychain, password, keychains) : createKeychain(password, keychains);
  state.loginKeychains[shortName] = fresh;
  return 'new';
}

/** Opens the login keychain at login; a keychain of another password is set aside, as macOS does. */
export function openLoginKeychain(mac: MacParts, shortName: string, password: string): 'untouched' | 'new' {
  const keychain = mac.state.loginKeychains[shortName];
  if (keychain && unlockKeychain(keychain, password, mac.keychains)) return 'untouched';
  mac.state.loginKeychains[shortName] = keychain
    ? replaceKeychain(keychain, password, mac.keychains)
    : createKeychain(password, mac.keychains);
  return 'new';
}
