/** Words for Setup Assistant. Apple's keys: the enrollment profile of device services, and AccountConfiguration. */
import type { AppleKey, SectionWords } from './key-words.ts';

function enrollmentProfile(key: string): AppleKey[] {
  return [{ source: 'enrollment-profile', key }];
}

function account(key: string, since: string): AppleKey[] {
  return [{ source: 'account-configuration', key, since }];
}

/** The words. */
export const setupWords: SectionWords = {
  'setup.awaitConfigured': {
    title: 'Wait for the configuration',
    text: 'Setup Assistant holds the Mac until app and profiles are there, so that nobody gets past it unmanaged.',
    kind: 'switch',
    apple: {
      keys: enrollmentProfile('await_device_configured'),
      meaning: 'The Mac stays in Setup Assistant until the server sends DeviceConfigured.',
    },
    change: 'next-enrollment',
  },
  'setup.autoAdvance': {
    title: 'Set up by itself',
    text: 'Setup Assistant goes through with nobody at the keyboard. The Mac needs Ethernet and power.',
    kind: 'switch',
    apple: {
      keys: enrollmentProfile('auto_advance_setup'),
      meaning: 'Setup Assistant advances on its own, without a person.',
    },
    change: 'next-enrollment',
  },
  'setup.skipPanes': {
    title: 'Panes to leave out',
    text: 'Panes of Setup Assistant that people do not see. Region, network, account and registration cannot be left out.',
    kind: 'panes',
    apple: {
      keys: enrollmentProfile('skip_setup_items'),
      meaning: 'Names of panes that Setup Assistant skips; a Mac passes over names that its macOS does not know.',
    },
    change: 'next-enrollment',
  },
  'setup.language': {
    title: 'Language',
    text: 'A language code, such as en. Needed where a Mac sets itself up.',
    kind: 'text',
    apple: { keys: enrollmentProfile('language'), meaning: 'The language that Setup Assistant takes (ISO 639-1).' },
    absent: 'The person chooses.',
    change: 'next-enrollment',
  },
  'setup.region': {
    title: 'Region',
    text: 'A country or region, such as GB. Needed where a Mac sets itself up.',
    kind: 'text',
    apple: { keys: enrollmentProfile('region'), meaning: 'The region that Setup Assistant takes (ISO 3166-1).' },
    absent: 'The person chooses.',
    change: 'next-enrollment',
  },
  'setup.removable': {
    title: 'People may remove the management',
    text: 'Whether the management can be taken off in System Settings. Off keeps Macs of the organisation managed.',
    kind: 'switch',
    apple: {
      keys: enrollmentProfile('is_mdm_removable'),
      meaning: 'Whether the profile of the management can be removed by the person.',
    },
    change: 'next-enrollment',
  },
  'setup.supportPhone': {
    title: 'Telephone of the support',
    text: 'Setup Assistant shows it where somebody needs help.',
    kind: 'text',
    apple: { keys: enrollmentProfile('support_phone_number'), meaning: 'A number that people can call.' },
    absent: 'No number is shown.',
    change: 'next-enrollment',
  },
  'setup.supportEmail': {
    title: 'E-mail of the support',
    text: 'Shown beside the telephone number.',
    kind: 'text',
    apple: { keys: enrollmentProfile('support_email_address'), meaning: 'An address that people can write to.' },
    absent: 'No address is shown.',
    change: 'next-enrollment',
  },
  'setup.department': {
    title: 'Department',
    text: 'The part of the organisation that Setup Assistant names.',
    kind: 'text',
    apple: { keys: enrollmentProfile('department'), meaning: 'The department or location that stands in the details.' },
    absent: 'None is named.',
    change: 'next-enrollment',
  },
  'setup.managedAdministrator': {
    title: 'Managed administrator',
    text: 'An account that this server makes on each Mac, with a password of its own for each that is kept sealed here.',
    kind: 'part',
    apple: {
      keys: account('AutoSetupAdminAccounts', '10.11'),
      meaning: 'An administrator that Setup Assistant makes before the person’s account.',
    },
    absent: 'The server makes no account.',
    change: 'next-enrollment',
  },
  'setup.managedAdministrator.shortName': {
    title: 'Short name',
    text: 'The account name of the administrator. Name it among the accounts that policies leave alone too.',
    kind: 'text',
    apple: {
      keys: account('AutoSetupAdminAccounts[].shortName', '10.11'),
      meaning: 'The account name.',
    },
    change: 'next-enrollment',
  },
  'setup.managedAdministrator.fullName': {
    title: 'Full name',
    text: 'The name that the login window would show.',
    kind: 'text',
    apple: { keys: account('AutoSetupAdminAccounts[].fullName', '10.11'), meaning: 'The name for people.' },
    change: 'next-enrollment',
  },
  'setup.managedAdministrator.hidden': {
    title: 'Hidden',
    text: 'The account does not show at the login window or in System Settings.',
    kind: 'switch',
    apple: {
      keys: account('AutoSetupAdminAccounts[].hidden', '10.11'),
      meaning: 'Hides the account from login window and Users & Groups.',
    },
    change: 'next-enrollment',
  },
  'setup.primaryAccount.skip': {
    title: 'No first account',
    text: 'Setup Assistant makes no account; people get theirs at the login window. Needs a managed administrator.',
    kind: 'switch',
    apple: {
      keys: account('SkipPrimarySetupAccountCreation', '10.11'),
      meaning: 'Leaves out the pane that makes the first account; an administrator must be given.',
    },
    change: 'next-enrollment',
  },
  'setup.primaryAccount.prefill': {
    title: 'Fill in the name',
    text: 'Full name and account name come from the person who signed in before enrollment.',
    kind: 'switch',
    apple: {
      keys: [...account('PrimaryAccountFullName', '10.15'), ...account('PrimaryAccountUserName', '10.15')],
      meaning: 'The names that the account pane is filled in with.',
    },
    change: 'next-enrollment',
  },
  'setup.primaryAccount.lock': {
    title: 'Keep the name',
    text: 'The names that are filled in cannot be changed there.',
    kind: 'switch',
    apple: {
      keys: account('LockPrimaryAccountInfo', '10.15'),
      meaning: 'Full name and account name cannot be edited in the pane.',
    },
    change: 'next-enrollment',
  },
  'setup.primaryAccount.regularUser': {
    title: 'First account without rights',
    text: 'The first account is no administrator. Needs a managed administrator.',
    kind: 'switch',
    apple: {
      keys: account('SetPrimarySetupAccountAsRegularUser', '10.11'),
      meaning: 'Makes the first account a standard one; an administrator must be given.',
    },
    change: 'next-enrollment',
  },
};
