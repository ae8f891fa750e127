import { isPlistDictionary, type PlistDictionary, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import { type CommandExecutor, acknowledged, failed, malformed, mdmDomain } from '../command.ts';
import { addManagedAdministrator } from '../managed-administrator.ts';

/**
 * How the account pane looks, and the managed administrator. Only while Setup Assistant waits, and only the first of
 * `AutoSetupAdminAccounts` is made (Apple, AccountConfigurationCommand).
 */
export const accountConfiguration: CommandExecutor = {
  requestType: 'AccountConfiguration',
  rights: 0,
  channels: 'device',
  run({ mac, management, command }) {
    const { setup } = mac.state;
    if (!setup || !management.awaitingConfiguration) {
      return failed(mdmDomain, 12_026, 'Accounts can be configured only while the Mac waits in Setup Assistant.');
    }
    const skip = command['SkipPrimarySetupAccountCreation'] === true;
    const regular = command['SetPrimarySetupAccountAsRegularUser'] === true;
    const [administrator] = list(command['AutoSetupAdminAccounts']);
    if ((skip || regular) && !isPlistDictionary(administrator)) {
      return malformed('Without an administrator account the first account cannot be left out or be a standard one.');
    }
    const made = isPlistDictionary(administrator) ? addManagedAdministrator(mac, administrator) : undefined;
    if (made?.kind === 'malformed') return malformed(made.sentence);
    const ignoresNames = command['DontAutoPopulatePrimaryAccountInfo'] === true;
    setup.accountConfiguration = {
      skipPrimaryAccount: skip,
      regularUser: regular,
      fullName: ignoresNames ? undefined : text(command, 'PrimaryAccountFullName'),
      userName: ignoresNames ? undefined : text(command, 'PrimaryAccountUserName'),
      locked: command['LockPrimaryAccountInfo'] === true && !ignoresNames,
    };
    return acknowledged();
  },
};

function list(value: PlistValue | undefined): readonly PlistValue[] {
  return Array.isArray(value) ? (value as readonly PlistValue[]) : [];
}

function text(command: PlistDictionary, key: string): string | undefined {
  const value = command[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
