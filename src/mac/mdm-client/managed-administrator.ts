/**
 * The administrator account that MDM makes in Setup Assistant: its password comes as a verifier, never in the clear.
 * Source: Apple, AccountConfigurationCommand (`passwordHash`: SALTED-SHA512-PBKDF2).
 */
import {
  isPlistDictionary,
  parsePlist,
  type PlistDictionary,
  PlistError,
  type PlistValue,
} from '#protocol/encoding/plist/plist.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { createAccount, findAccount } from '../local-accounts/local-accounts.ts';
import type { MacParts } from '../mac-parts.ts';
import type { LocalAccount, PasswordVerifier } from '../mac-state.ts';

/** What came of it. */
export type AdministratorOutcome =
  | { readonly kind: 'made'; readonly shortName: string }
  | { readonly kind: 'malformed'; readonly sentence: string };

/** Makes it, or leaves one of the same name alone, as when the command comes twice. */
export function addManagedAdministrator(mac: MacParts, account: PlistDictionary): AdministratorOutcome {
  const { shortName, fullName, passwordHash, hidden } = account;
  if (typeof shortName !== 'string' || !/^[a-z_][a-z0-9._-]{0,30}$/.test(shortName)) {
    return { kind: 'malformed', sentence: 'The administrator account has no usable "shortName".' };
  }
  const verifier = passwordHash instanceof Uint8Array ? verifierOf(passwordHash) : undefined;
  if (!verifier) return { kind: 'malformed', sentence: 'The administrator account has no usable "passwordHash".' };
  if (!findAccount(mac.state.accounts, shortName)) {
    const name = typeof fullName === 'string' ? fullName : shortName;
    const made = createAccount(
      mac.state.accounts,
      { shortName, fullName: name, admin: true, password: verifier },
      mac.ports.random,
    );
    made.hidden = hidden === true;
    made.secureToken = false;
  }
  mac.state.managedAdministrators = [...new Set([...(mac.state.managedAdministrators ?? []), shortName])];
  return { kind: 'made', shortName };
}

/** False when the hash is none. */
export function setAdministratorHash(mac: MacParts, shortName: string, hash: Uint8Array): boolean {
  const verifier = verifierOf(hash);
  const account: LocalAccount | undefined = findAccount(mac.state.accounts, shortName);
  if (!verifier || !account) return false;
  account.password = verifier;
  return true;
}

/** The plist may be XML or binary. */
function verifierOf(bytes: Uint8Array): PasswordVerifier | undefined {
  const outer = read(bytes);
  const inner = isPlistDictionary(outer) ? outer['SALTED-SHA512-PBKDF2'] : undefined;
  if (!isPlistDictionary(inner)) return undefined;
  const { entropy, salt, iterations } = inner;
  if (!(entropy instanceof Uint8Array) || !(salt instanceof Uint8Array) || typeof iterations !== 'number')
    return undefined;
  if (entropy.length !== 128 || salt.length < 8 || !Number.isInteger(iterations) || iterations < 1) return undefined;
  return { salt: toBase64(salt), hash: toBase64(entropy), iterations };
}

function read(bytes: Uint8Array): PlistValue | undefined {
  try {
    return parsePlist(bytes);
  } catch (error) {
    if (error instanceof PlistError) return undefined;
    throw error;
  }
}
