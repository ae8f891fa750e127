/** Words for addresses, hosts and the extension. Apple's keys: its schemas of the two payloads and the declaration. */
import { type AppleKey, platformSso, type SectionWords } from './key-words.ts';

function everywhere(key: string, since: string): AppleKey[] {
  return [
    { source: 'profile', key, since },
    { source: 'declaration', key },
  ];
}

/** The words. */
export const singleSignOnWords: SectionWords = {
  urls: {
    title: 'Addresses',
    text: 'Beginnings of addresses that the extension signs in to: this server’s. No other payload on the Mac may have the same.',
    kind: 'list',
    apple: {
      keys: everywhere('URLs', '10.15'),
      meaning:
        'Prefixes with http:// or https://, compared without case in scheme and host, without query and fragment, each in one payload only.',
    },
    change: 'quiet',
  },
  associatedDomains: {
    title: 'Associated domains',
    text: 'Hosts that the app may speak for. Not needed where the app has them built in. Direct download passes by Apple’s cache, which may be a day old.',
    kind: 'domains',
    apple: {
      keys: [
        { source: 'domains', key: 'Configuration[].AssociatedDomains', since: '10.15' },
        { source: 'domains', key: 'Configuration[].EnableDirectDownloads', since: '11.0' },
      ],
      meaning:
        'Services and hosts of an app, here authsrv, and whether the Mac fetches the association file from the host itself.',
    },
    change: 'unregister',
  },
  webLogin: {
    title: 'Web sign-in',
    text: 'Settings of the window with the sign-in page, at the login window and the lock screen.',
    kind: 'part',
    absent: 'Fine, unless web sign-in is a method or stands in for Touch ID.',
    since: '27',
    methods: ['OpenID'],
    change: 'quiet',
  },
  'webLogin.urlAllowList': {
    title: 'Addresses of the window',
    text: 'Scheme and host of everything that the sign-in page may load, such as https://id.example.org.',
    kind: 'list',
    apple: {
      keys: platformSso('WebLoginURLAllowList', 'WebAuthentication.URLAllowList', '27.0'),
      meaning: 'Hosts that the web view of Platform SSO may load. Needed with the method OpenID.',
    },
    since: '27',
    methods: ['OpenID'],
    change: 'quiet',
  },
  'webLogin.allowPasswordSync': {
    title: 'Keep the password the same',
    text: 'The password that somebody types on the page becomes that of the Mac as well.',
    kind: 'switch',
    apple: {
      keys: platformSso('AllowWebLoginPasswordSync', 'WebAuthentication.AllowPasswordSync', '27.0'),
      meaning: 'macOS notices the password on the page and takes it for the local account.',
    },
    since: '27',
    methods: ['OpenID'],
    change: 'quiet',
  },
  screenLockedBehavior: {
    title: 'While the screen is locked',
    text: 'What becomes of requests of apps that run behind the lock screen.',
    kind: 'choice',
    values: {
      DoNotHandle: { title: 'Go on without', text: 'The request continues without single sign-on.' },
      Cancel: { title: 'Cancel', text: 'The request is cancelled, and the app sees an error.' },
    },
    apple: {
      keys: everywhere('ScreenLockedBehavior', '12.0'),
      meaning:
        'What happens to authentication requests behind a locked screen; requests in the background are not concerned.',
    },
    change: 'quiet',
  },
  deniedBundleIdentifiers: {
    title: 'Apps without single sign-on',
    text: 'Bundle identifiers of apps for which the extension does not sign in.',
    kind: 'list',
    apple: {
      keys: everywhere('DeniedBundleIdentifiers', '12.0'),
      meaning: 'Apps that do not use the single sign-on of this extension.',
    },
    change: 'quiet',
  },
};
