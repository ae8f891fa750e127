/** Words for the organisation and the app with its extension. Apple's keys: its schema of `com.apple.extensiblesso`. */
import { platformSso, type SectionWords } from './key-words.ts';

/** The words. */
export const organisationWords: SectionWords = {
  organisation: {
    title: 'Organisation',
    text: 'The name that profiles show in System Settings, and that Setup Assistant greets people with.',
    kind: 'text',
    change: 'quiet',
  },
  accountDisplayName: {
    title: 'Account display name',
    text: 'What macOS calls the account in notifications, in prompts and in System Settings.',
    kind: 'text',
    apple: {
      keys: platformSso('AccountDisplayName', 'Account.DisplayName'),
      meaning: 'The name of the account where macOS speaks of it to people.',
    },
    since: '14',
    change: 'quiet',
  },
  'application.teamIdentifier': {
    title: 'Team identifier',
    text: 'Ten capital letters and digits of the team that signed the app. macOS looks for the extension under it.',
    kind: 'text',
    apple: {
      keys: [
        { source: 'profile', key: 'TeamIdentifier', since: '10.15' },
        { source: 'declaration', key: 'ExtensionComposedIdentifier' },
      ],
      meaning:
        'The team of the extension; a Mac must have it. In a declaration it stands in parentheses behind the bundle identifier.',
    },
    change: 'unregister',
  },
  'application.bundleIdentifier': {
    title: 'App',
    text: 'The bundle identifier of the app that has the extension in it.',
    kind: 'text',
    apple: {
      keys: [{ source: 'domains', key: 'Configuration[].ApplicationIdentifier', since: '10.15' }],
      meaning: 'The app that the hosts below belong to, with its team in front.',
    },
    change: 'quiet',
  },
  'application.extensionIdentifier': {
    title: 'Extension',
    text: 'The bundle identifier of the single sign-on extension; it begins with that of the app.',
    kind: 'text',
    apple: {
      keys: [
        { source: 'profile', key: 'ExtensionIdentifier', since: '10.15' },
        { source: 'declaration', key: 'ExtensionComposedIdentifier' },
      ],
      meaning: 'The app extension that signs in for the addresses of the payload.',
    },
    change: 'unregister',
  },
  'application.package': {
    title: 'Install the app',
    text: 'The package with the app that this server installs on each Mac before anybody signs in.',
    kind: 'part',
    apple: {
      keys: [{ source: 'install-application', key: 'ManifestURL', since: '10.13.6' }],
      meaning: 'The address of a list that names the package, its size and its digests.',
    },
    absent: 'The app must come to Macs another way.',
    change: 'quiet',
  },
  'application.package.file': {
    title: 'Package',
    text: 'Its name among the packages that were taken in under Apps.',
    kind: 'text',
    change: 'quiet',
  },
  'application.package.bundleVersion': {
    title: 'Version of the app',
    text: 'A Mac with another version gets the package anew. macOS then loads the extension again and may ask people to register.',
    kind: 'text',
    change: 'register-again',
  },
  'application.package.signed': {
    title: 'Signed package',
    text: 'Whether the package has a signature. macOS installs none without, so this should be on.',
    kind: 'switch',
    change: 'quiet',
  },
};
