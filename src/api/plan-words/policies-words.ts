/** Words for the policies of FileVault, login window and lock screen. Apple's keys: its schema of `com.apple.extensiblesso`. */
import { type PlanKeyWords, type PlanValueWords, platformSso, type SectionWords } from './key-words.ts';

/** Words that every policy has. */
const policyValues = {
  AttemptAuthentication: {
    title: 'Ask this server if it can be reached',
    text: 'Without a network the password of the Mac is enough. Once this server has said no, nobody comes in until it has said yes.',
  },
  RequireAuthentication: {
    title: 'Require this server',
    text: 'Nobody comes in before this server has said yes, unless a grace period below lets them.',
  },
  AllowOfflineGracePeriod: {
    title: 'Grace period without a network',
    text: 'Beside “require”: while the Mac is offline, the password is enough for the time below after the last good sign-in.',
  },
  AllowAuthenticationGracePeriod: {
    title: 'Grace period before registration',
    text: 'Beside “require”: accounts that have not registered yet may come in for the time below after the policy came.',
  },
  RequireTouchID: {
    title: 'Require Touch ID',
    text: 'A finger each time; an Apple Watch does not count.',
    since: '27.0',
  },
  RequireTouchIDOrWatch: {
    title: 'Require Touch ID or Apple Watch',
    text: 'A finger, or the watch on the wrist.',
    since: '27.0',
  },
  AllowOpenIDForTouchIDFallback: {
    title: 'Web sign-in where Touch ID fails',
    text: 'The sign-in page of this server takes the place of a finger that is not read.',
    since: '27.0',
  },
} as const satisfies Readonly<Record<string, PlanValueWords>>;

const unlockValues = {
  ...policyValues,
  AllowTouchIDOrWatchForUnlock: {
    title: 'Touch ID or Apple Watch unlocks',
    text: 'Beside “require”: a finger or the watch is enough at the lock screen.',
  },
} as const satisfies Readonly<Record<string, PlanValueWords>>;

function policy(
  title: string,
  text: string,
  keys: readonly [profile: string, declaration: string],
  place: string,
): PlanKeyWords {
  return {
    title,
    text,
    kind: 'choices',
    values: keys[0] === 'UnlockPolicy' ? unlockValues : policyValues,
    apple: {
      keys: platformSso(keys[0], `Policies.${keys[1]}`, '15.0'),
      meaning: `What Platform SSO does ${place}. Most words count with the method Password.`,
    },
    since: '15',
    absent: 'The Mac decides alone.',
    methods: ['Password', 'OpenID'],
    change: 'sign-in-again',
  };
}

/** The words. */
export const policiesWords: SectionWords = {
  'policies.fileVault': policy(
    'At FileVault',
    'What is asked when a Mac starts and its disk is unlocked. Works on Macs with Apple silicon.',
    ['FileVaultPolicy', 'FileVault'],
    'when the disk is unlocked at start, on Apple silicon',
  ),
  'policies.login': policy(
    'At the login window',
    'What is asked when somebody logs in.',
    ['LoginPolicy', 'Login'],
    'at the login window',
  ),
  'policies.unlock': policy(
    'At the lock screen',
    'What is asked when somebody comes back to a locked Mac.',
    ['UnlockPolicy', 'Unlock'],
    'when the screen is unlocked',
  ),
  'policies.offlineGracePeriod': {
    title: 'Length of the offline grace period',
    text: 'How long a password is enough without a network after the last sign-in with this server.',
    kind: 'duration',
    apple: {
      keys: platformSso('OfflineGracePeriod', 'Policies.OfflineGracePeriod', '15.0'),
      meaning:
        'Seconds since the last good login for which a local password counts offline. Needed beside AllowOfflineGracePeriod.',
    },
    since: '15',
    absent: 'Must be given where a policy has the grace period.',
    change: 'quiet',
  },
  'policies.authenticationGracePeriod': {
    title: 'Length of the grace period before registration',
    text: 'How long accounts that are not registered may come in after the policy arrived or changed.',
    kind: 'duration',
    apple: {
      keys: platformSso('AuthenticationGracePeriod', 'Policies.AuthenticationGracePeriod', '15.0'),
      meaning:
        'Seconds after a policy came or changed for which accounts without registration count. Needed beside AllowAuthenticationGracePeriod.',
    },
    since: '15',
    absent: 'Must be given where a policy has the grace period.',
    change: 'quiet',
  },
  'policies.nonPlatformSsoAccounts': {
    title: 'Accounts that are left alone',
    text: 'Local accounts that no policy concerns and that are never asked to register. Keep one for when this server is away.',
    kind: 'list',
    apple: {
      keys: platformSso('NonPlatformSSOAccounts', 'Policies.NonPlatformSSOAccounts', '15.0'),
      meaning: 'Short names of local accounts outside the three policies, without prompts to register.',
    },
    since: '15',
    change: 'quiet',
  },
};
