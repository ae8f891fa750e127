/**
 * The words that `app-sso platform -s` prints for enumerations and option sets.
 * Source: the one public output (macOS 15.6), and names in public SDK dumps; the numbers stand behind the names.
 */

/** How a person signs in: by the number that the frameworks use. */
export const loginTypes = {
  None: 'POLoginTypeNone (0)',
  Password: 'POLoginTypePassword (1)',
  UserSecureEnclaveKey: 'POLoginTypeUserSecureEnclaveKey (2)',
  SmartCard: 'POLoginTypeSmartCard (3)',
  AccessKey: 'POLoginTypeAccessKey (4)',
  // macOS 27; the number is the next one that is free.
  OpenID: 'POLoginTypeOpenID (5)',
  Refresh: 'POLoginTypeRefresh (100)',
  PlatformSSOToken: 'POLoginTypePlatformSSOToken (101)',
} as const;
/** A name of {@link loginTypes}. */
export type LoginTypeName = keyof typeof loginTypes;

/** The state of a person's registration. Values 3 to 6 exist; their names are not known. */
export const userStates = {
  normal: 'POUserStateNormal (0)',
  'needs-new-keys': 'POUserStateNeedsNewKeys (1)',
  'needs-registration': 'POUserStateNeedsRegistration (2)',
} as const;
/** A name of {@link userStates}. */
export type UserStateName = keyof typeof userStates;

/** Bits of a FileVault, login or unlock policy, in the order of their values; the last three came with macOS 27. */
export const policyBits = [
  ['AttemptAuthentication', 1],
  ['RequireAuthentication', 2],
  ['AllowOfflineGracePeriod', 4],
  ['AllowAuthenticationGracePeriod', 8],
  ['AllowTouchIDOrWatchForUnlock', 16],
  ['RequireTouchID', 32],
  ['RequireTouchIDOrWatch', 64],
  ['AllowOpenIDForTouchIDFallback', 128],
] as const;

/** Bits of the biometric policy of a Secure Enclave key. */
export const biometricPolicyBits = [
  ['TouchIDOrWatchCurrentSet', 1],
  ['TouchIDOrWatchAny', 2],
  ['ReuseDuringUnlock', 4],
  ['PasswordFallback', 8],
] as const;

type Bits = readonly (readonly [name: string, value: number])[];

/** `None (0)`, or the names of the set bits with their sum: `AttemptAuthentication, AllowOfflineGracePeriod (5)`. */
export function describeBits(bits: Bits, sum: number): string {
  const names = bits.filter(([, value]) => (sum & value) !== 0).map(([name]) => name);
  return `${names.length === 0 ? 'None' : names.join(', ')} (${sum})`;
}

/** The sum of the named bits of a policy; names that are not known to this list count nothing. */
export function sumBits(bits: Bits, names: readonly string[]): number {
  return bits.filter(([name]) => names.includes(name)).reduce((sum, [, value]) => sum + value, 0);
}

/** A grace period as the tool prints it. Real output is known for zero only; the plural is kept for every number. */
export function describeHours(seconds: number): string {
  const hours = Math.round((seconds / 3600) * 10) / 10;
  return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}
