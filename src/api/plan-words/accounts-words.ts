/** Words for accounts and their rights. Apple's keys: its schema of `com.apple.extensiblesso`. */
import { platformSso, type SectionWords } from './key-words.ts';

const standard = { title: 'Standard', text: 'No administrator.' };
const admin = { title: 'Administrator', text: 'Administrator of the Mac.' };
const byGroups = { title: 'By groups', text: 'The groups below decide, each time anew.' };

/** The words. */
export const accountsWords: SectionWords = {
  'accounts.createFirstUserDuringSetup': {
    title: 'First account from the directory',
    text: 'Where a Mac registers during setup, its first account is made for the person who signed in.',
    kind: 'switch',
    apple: {
      keys: platformSso('EnableCreateFirstUserDuringSetup', 'UserCreation.EnableFirstUserDuringSetup', '26.0'),
      meaning: 'Whether Setup Assistant makes the first account by Platform SSO.',
    },
    since: '26',
    change: 'next-enrollment',
  },
  'accounts.createUserAtLogin': {
    title: 'Accounts at the login window',
    text: 'Anybody of the directory may sign in at the login window, and gets an account there. Needs shared device keys.',
    kind: 'switch',
    apple: {
      keys: platformSso('EnableCreateUserAtLogin', 'UserCreation.EnableAtLogin'),
      meaning: 'Lets the login window make accounts, by password or smart card, with shared device keys.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.newUserAuthenticationMethods': {
    title: 'Methods of new accounts',
    text: 'With what somebody may sign in who has no account on the Mac yet.',
    kind: 'choices',
    values: {
      Password: { title: 'Password', text: 'The password of the directory.' },
      SmartCard: { title: 'Smart card', text: 'A card and its PIN.' },
      AccessKey: { title: 'Access key', text: 'A key in a wallet, held to a reader (Tap to Login).' },
      OpenID: { title: 'Web sign-in', text: 'The sign-in page of this server.', since: '27.0' },
    },
    apple: {
      keys: platformSso('NewUserAuthenticationMethods', 'UserCreation.NewUserAuthenticationMethods', '26.0'),
      meaning: 'The methods that make an account, at login or in Setup Assistant; password and smart card by itself.',
    },
    since: '26',
    absent: 'Password and smart card.',
    change: 'quiet',
  },
  'accounts.newUserAuthorizationMode': {
    title: 'Rights of new accounts',
    text: 'What an account may do that is made at the login window.',
    kind: 'choice',
    values: {
      Standard: standard,
      Admin: admin,
      Groups: byGroups,
      Temporary: {
        title: 'Temporary',
        text: 'A guest session that leaves nothing behind. Macs before macOS 26 make no accounts then.',
        since: '26.0',
      },
    },
    apple: {
      keys: platformSso('NewUserAuthorizationMode', 'UserCreation.NewUserAuthorizationMode'),
      meaning: 'The rights that an account begins with.',
    },
    since: '14',
    absent: 'Standard, as macOS does by itself.',
    change: 'quiet',
  },
  'accounts.userAuthorizationMode': {
    title: 'Rights at each login',
    text: 'What an account may do, set again whenever its person signs in with this server.',
    kind: 'choice',
    values: { Standard: standard, Admin: admin, Groups: byGroups },
    apple: {
      keys: platformSso('UserAuthorizationMode', 'Authorization.UserAuthorizationMode'),
      meaning: 'The rights that an account has from each authentication on.',
    },
    since: '14',
    absent: 'The rights of an account stay as they are.',
    change: 'quiet',
  },
  'accounts.authorization': {
    title: 'Prompts for rights',
    text: 'An administrator of the organisation can answer a prompt for rights on any Mac, without an account on it.',
    kind: 'switch',
    apple: {
      keys: platformSso('EnableAuthorization', 'Authorization.EnableIdentityProviderAccounts'),
      meaning:
        'Takes accounts of the identity provider at authorization prompts, with shared device keys; groups decide about rights.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.administratorGroups': {
    title: 'Groups of administrators',
    text: 'Who is in one of them is administrator of the Mac. At most 100 groups altogether.',
    kind: 'groups',
    apple: {
      keys: platformSso('AdministratorGroups', 'Authorization.AdministratorGroups'),
      meaning: 'The groups that give the rights of an administrator; macOS asks for membership when somebody signs in.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.additionalGroups': {
    title: 'Further groups',
    text: 'Groups that are made on the Mac without special rights, for instance for shared folders.',
    kind: 'groups',
    apple: {
      keys: platformSso('AdditionalGroups', 'Authorization.AdditionalGroups'),
      meaning: 'Groups that the Mac makes without the rights of an administrator.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.authorizationGroups': {
    title: 'Rights by group',
    text: 'A single right of macOS, such as system.preferences.network, and the group that has it.',
    kind: 'map',
    apple: {
      keys: platformSso('AuthorizationGroups', 'Authorization.AuthorizationGroups'),
      meaning: 'Pairs of an authorization right and the group that macOS ties it to.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.tokenToUserMapping': {
    title: 'Names of new accounts',
    text: 'Which claims of the id_token name an account that macOS makes.',
    kind: 'part',
    apple: {
      keys: platformSso('TokenToUserMapping', 'UserCreation.TokenToUserMapping'),
      meaning: 'The claims that macOS makes accounts from, and decides about rights by.',
    },
    since: '14',
    absent: 'preferred_username and name, which this server’s tokens have.',
    change: 'quiet',
  },
  'accounts.tokenToUserMapping.accountName': {
    title: 'Account name',
    text: 'The claim with the account name. com.apple.PlatformSSO.AccountShortName takes its part before the @ (macOS 15.4).',
    kind: 'text',
    apple: {
      keys: platformSso('TokenToUserMapping.AccountName', 'UserCreation.TokenToUserMapping.AccountName'),
      meaning: 'The claim for the name of the account.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.tokenToUserMapping.fullName': {
    title: 'Full name',
    text: 'The claim with the name as people write it.',
    kind: 'text',
    apple: {
      keys: platformSso('TokenToUserMapping.FullName', 'UserCreation.TokenToUserMapping.FullName'),
      meaning: 'The claim for the person’s whole name.',
    },
    since: '14',
    change: 'quiet',
  },
  'accounts.synchronizeProfilePicture': {
    title: 'Profile picture',
    text: 'macOS takes the person’s picture from the extension, once a day.',
    kind: 'switch',
    apple: {
      keys: platformSso('SynchronizeProfilePicture', 'Account.SynchronizeProfilePicture', '26.0'),
      meaning: 'Asks the extension for the picture of the person.',
    },
    since: '26',
    change: 'quiet',
  },
  'accounts.temporarySessionQuickLogin': {
    title: 'Quick temporary sessions',
    text: 'Erases only some folders between guests, and the whole home folder every eight hours. For Macs that change hands often.',
    kind: 'switch',
    apple: {
      keys: platformSso('TemporarySessionQuickLogin', 'UserCreation.TemporarySessionQuickLogin', '26.0'),
      meaning:
        'A faster Authenticated Guest Mode: parts of the home folder go after each session, all of it every eight hours.',
    },
    since: '26',
    change: 'quiet',
  },
};
