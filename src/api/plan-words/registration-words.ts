/** Words for registration and enrollment. Apple's keys: its schemas of the payload and of device services. */
import { platformSso, type SectionWords } from './key-words.ts';

/** The words. */
export const registrationWords: SectionWords = {
  'setup.requirePlatformSso': {
    title: 'Sign in before enrollment',
    text: 'A new Mac shows the sign-in of the organisation in Setup Assistant first, and that one sign-in also registers the Mac and its person.',
    kind: 'switch',
    apple: {
      keys: [{ source: 'error-document', key: 'com.apple.psso.required', since: '26.0' }],
      meaning: 'The answer that sends a Mac away to sign in by Platform SSO before it may enroll.',
    },
    since: '26',
    change: 'next-enrollment',
  },
  'setup.signInPage': {
    title: 'Sign-in page before enrollment',
    text: 'A new Mac of any version opens a page to sign in on. The Mac registers later, with a second sign-in.',
    kind: 'switch',
    apple: {
      keys: [{ source: 'enrollment-profile', key: 'configuration_web_url' }],
      meaning: 'The address that Setup Assistant opens as a page, in place of asking for the enrollment straight away.',
    },
    change: 'next-enrollment',
  },
  'setup.minimumMacos': {
    title: 'Oldest macOS',
    text: 'Older Macs update in Setup Assistant before they may enroll.',
    kind: 'version',
    apple: {
      keys: [{ source: 'error-document', key: 'com.apple.softwareupdate.required', since: '14.0' }],
      meaning: 'The answer that makes a Mac install an update first.',
    },
    since: '14',
    absent: 'Macs of any version may enroll.',
    change: 'next-enrollment',
  },
  'registration.duringSetup': {
    title: 'Register during setup',
    text: 'Mac and person register in Setup Assistant. Otherwise a notification “Registration Required” asks on the desktop.',
    kind: 'switch',
    apple: {
      keys: platformSso('EnableRegistrationDuringSetup', 'UserCreation.EnableRegistrationDuringSetup', '26.0'),
      meaning: 'Lets Setup Assistant run the registration; it must be on where a Mac signs in before it enrolls.',
    },
    since: '26',
    change: 'next-enrollment',
  },
  'registration.tokenPerMac': {
    title: 'Registration token for each Mac',
    text: 'Each profile holds a token that is good for one Mac and one day, so that a Mac registers without anybody signing in for it.',
    kind: 'switch',
    apple: {
      keys: [
        { source: 'profile', key: 'RegistrationToken', since: '13.0' },
        { source: 'declaration', key: 'PlatformSSO.RegistrationToken' },
      ],
      meaning: 'A token with which the device registers in silence; it counts only beside a method.',
    },
    change: 'quiet',
  },
  'registration.deviceIdentifiersInAttestation': {
    title: 'Serial number in attestations',
    text: 'What Apple attests of the Mac’s keys then names the Mac, so that keys of another Mac are refused.',
    kind: 'switch',
    apple: {
      keys: platformSso('AllowDeviceIdentifiersInAttestation', 'AllowDeviceIdentifiersInAttestation', '15.4'),
      meaning: 'Puts UDID and serial number into attestations of Platform SSO.',
    },
    since: '15.4',
    change: 'quiet',
  },
  'setup.deviceIdentity': {
    title: 'Identity of the management',
    text: 'How a Mac gets the certificate that it signs all its management messages with.',
    kind: 'choice',
    values: {
      scep: { title: 'By SCEP', text: 'A key in software, for any Mac.' },
      attested: {
        title: 'Attested where possible',
        text: 'Macs with Apple silicon and macOS 14 prove that the key lives in their Secure Enclave; others get theirs by SCEP.',
        since: '14.0',
      },
      'attested-only': {
        title: 'Attested only',
        text: 'Macs that cannot prove it are refused with a sentence, before anybody signs in.',
        since: '14.0',
      },
    },
    change: 'next-enrollment',
  },
};
