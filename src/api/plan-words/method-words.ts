/** Words for the method and its keys. Apple's keys: its schema of `com.apple.extensiblesso`. */
import { type PlanValueWords, platformSso, type SectionWords } from './key-words.ts';

/** The methods, each in words. */
export const methodValues = {
  Password: {
    title: 'Password',
    text: 'The password of the Mac is that of the directory. macOS checks it with this server and keeps both the same.',
  },
  UserSecureEnclaveKey: {
    title: 'Secure Enclave key',
    text: 'Each person has a key in the Secure Enclave of their Mac. The password of the Mac stays its own; nothing that travels can be stolen.',
  },
  SmartCard: {
    title: 'Smart card',
    text: 'People put in a card and type its PIN. The password of the Mac stays its own.',
    since: '14.0',
  },
  OpenID: {
    title: 'Web sign-in',
    text: 'The login window and the lock screen open the sign-in page of this server, with every factor that it asks for.',
    since: '27.0',
  },
} as const satisfies Readonly<Record<string, PlanValueWords>>;

/** The words. */
export const methodWords: SectionWords = {
  method: {
    title: 'Method',
    text: 'How people sign in. It decides what they see at every login, so choose it first.',
    kind: 'choice',
    values: methodValues,
    apple: {
      keys: [
        { source: 'profile', key: 'AuthenticationMethod', since: '13.0' },
        { source: 'profile', key: 'PlatformSSO.AuthenticationMethod', since: '14.0' },
        { source: 'declaration', key: 'PlatformSSO.AuthenticationMethod' },
      ],
      meaning:
        'The method that Platform SSO uses with the extension. macOS 13 reads it at the top of the payload, later ones in the dictionary.',
    },
    change: 'register-again',
  },
  fallback: {
    title: 'Fallback for older Macs',
    text: 'Another method for Macs whose macOS does not know the method, or that are below a version.',
    kind: 'part',
    absent: 'Macs that do not know the method are not asked to register.',
    change: 'register-again',
  },
  'fallback.method': {
    title: 'Method of older Macs',
    text: 'What those Macs use in its place.',
    kind: 'choice',
    values: methodValues,
    change: 'register-again',
  },
  'fallback.below': {
    title: 'Below version',
    text: 'Every Mac with an older macOS uses the fallback, also where it knows the method.',
    kind: 'version',
    absent: 'Only Macs that do not know the method use the fallback.',
    change: 'register-again',
  },
  useSharedDeviceKeys: {
    title: 'Shared device keys',
    text: 'One pair of keys for all people of a Mac. Accounts at the login window, prompts for rights, registration during setup and web sign-in need it.',
    kind: 'switch',
    apple: {
      keys: platformSso('UseSharedDeviceKeys', 'UseSharedDeviceKeys'),
      meaning: 'Whether everybody on the Mac shares its signing and encryption keys; for profiles of the device only.',
    },
    since: '14',
    change: 'register-again',
  },
  loginFrequency: {
    title: 'Full login after',
    text: 'How long tokens are renewed quietly before macOS signs in afresh. Smart cards and web sign-in ask the person then; the others mostly do it in silence.',
    kind: 'duration',
    apple: {
      keys: platformSso('LoginFrequency', 'LoginFrequency'),
      meaning: 'Seconds after which a refresh is not enough any more: 64800 (18 hours) by itself, never under 3600.',
    },
    since: '14',
    absent: '18 hours, which is what macOS does by itself.',
    change: 'sign-in-again',
  },
};
