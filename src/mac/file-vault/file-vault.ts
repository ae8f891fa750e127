/**
 * FileVault's pre-boot screen. It has no network (before the policies of macOS 15) and knows only the passwords that were
 * synchronised last: after the organisation's password changed elsewhere, it still wants the old one.
 */
import { matches } from '../local-accounts/password-verifier.ts';
import type { FileVaultState, LocalAccount } from '../mac-state.ts';

/** Lets the pre-boot screen know an account's present local password. */
export function synchronise(fileVault: FileVaultState, account: LocalAccount): void {
  if (account.secureToken) fileVault.users[account.shortName] = account.password;
}

/** Whether the password opens the disk. */
export function opensDisk(fileVault: FileVaultState, shortName: string, password: string): boolean {
  const verifier = fileVault.users[shortName];
  return verifier !== undefined && matches(verifier, password);
}
