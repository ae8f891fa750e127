/** Words for what most plans leave alone. Apple's keys: its schemas of the payload and the declaration. */
import { platformSso, type SectionWords } from './key-words.ts';

/** The words. */
export const advancedWords: SectionWords = {
  delivery: {
    title: 'Delivery',
    text: 'By what Macs have the plan. A Mac has one or the other, never both, and keeps what it enrolled with.',
    kind: 'choice',
    values: {
      profile: { title: 'Profile', text: 'A configuration profile, for any Mac.' },
      declaration: {
        title: 'Declaration',
        text: 'Macs that enroll with macOS 27 get declarations once they are out of Setup Assistant; others get the profile.',
        since: '27.0',
      },
    },
    change: 'next-enrollment',
  },
  extensionData: {
    title: 'Data for the extension',
    text: 'Handed to the extension as it is; what it may hold is in the documentation of the app.',
    kind: 'json',
    apple: {
      keys: [
        { source: 'profile', key: 'ExtensionData', since: '10.15' },
        { source: 'declaration', key: 'ExtensionData' },
      ],
      meaning: 'A dictionary that macOS passes to the extension without looking into it.',
    },
    change: 'quiet',
  },
  accessKey: {
    title: 'Tap to Login',
    text: 'Access keys in a wallet that open the Mac at a reader.',
    kind: 'part',
    absent: 'Fine, unless AccessKey is a method of new accounts.',
    since: '26',
    change: 'quiet',
  },
  'accessKey.readerGroupIdentifier': {
    title: 'Reader group',
    text: 'The identifier of the reader group, in base64. It must be that of the keys.',
    kind: 'text',
    apple: {
      keys: platformSso('AccessKeyReaderGroupIdentifier', 'AccessKey.ReaderGroupIdentifier', '26.0'),
      meaning: 'The reader group of the access key, as data.',
    },
    since: '26',
    change: 'quiet',
  },
  'accessKey.terminalIdentityUuid': {
    title: 'Terminal identity',
    text: 'UUID of the payload with the identity that the Mac shows to the key.',
    kind: 'text',
    apple: {
      keys: platformSso('AccessKeyTerminalIdentityUUID', undefined, '26.0'),
      meaning: 'PayloadUUID of an identity by PKCS #12, ACME or SCEP that the access key trusts.',
    },
    since: '26',
    change: 'quiet',
  },
  'accessKey.readerIssuerCertificateUuid': {
    title: 'Issuer of the terminal identity',
    text: 'UUID of the payload with the certificate of who issued that identity; its key is on an elliptic curve.',
    kind: 'text',
    apple: {
      keys: platformSso('AccessKeyReaderIssuerCertificateUUID', undefined, '26.2'),
      meaning: 'PayloadUUID of the issuer’s certificate (the “Reader CA Public Key”); another issuer fails.',
    },
    since: '26.2',
    absent: 'Must be given where AccessKey is a method of new accounts.',
    change: 'quiet',
  },
  'accessKey.terminalIdentityAsset': {
    title: 'Terminal identity, as an asset',
    text: 'The same for declarations, which name assets and not payloads.',
    kind: 'text',
    apple: {
      keys: [{ source: 'declaration', key: 'PlatformSSO.AccessKey.TerminalIdentityAssetReference' }],
      meaning: 'Identifier of the asset with the identity.',
    },
    since: '27',
    absent: 'Needed with declarations only.',
    change: 'quiet',
  },
  'accessKey.readerIssuerCertificateAsset': {
    title: 'Issuer, as an asset',
    text: 'The same for declarations, which name assets and not payloads.',
    kind: 'text',
    apple: {
      keys: [{ source: 'declaration', key: 'PlatformSSO.AccessKey.ReaderIssuerCertificateAssetReference' }],
      meaning: 'Identifier of the asset with the issuer’s certificate.',
    },
    since: '27',
    absent: 'Needed with declarations only.',
    change: 'quiet',
  },
  'accessKey.allowExpressMode': {
    title: 'Express mode',
    text: 'The key opens the Mac without being unlocked first.',
    kind: 'switch',
    apple: {
      keys: platformSso('AllowAccessKeyExpressMode', 'AccessKey.AllowExpressMode', '26.0'),
      meaning: 'The access key is used without authentication before it.',
    },
    since: '26',
    change: 'quiet',
  },
  'accounts.localPasscode': {
    title: 'Passcode policy from elsewhere',
    text: 'Which rules for passwords these Macs have from another profile, so that the linter can compare them with the directory’s. It is not sent to Macs.',
    kind: 'part',
    absent: 'Nothing is compared.',
    methods: ['Password'],
    change: 'server',
  },
  'accounts.localPasscode.minimumLength': {
    title: 'Least length',
    text: 'Characters that a password must have there.',
    kind: 'number',
    methods: ['Password'],
    change: 'server',
  },
  'accounts.localPasscode.minimumComplexCharacters': {
    title: 'Special characters',
    text: 'How many characters must be neither letter nor digit.',
    kind: 'number',
    methods: ['Password'],
    change: 'server',
  },
  'accounts.localPasscode.maximumAgeDays': {
    title: 'Expires after days',
    text: 'After how many days a password must be changed there; 0 is never.',
    kind: 'number',
    methods: ['Password'],
    change: 'server',
  },
};
