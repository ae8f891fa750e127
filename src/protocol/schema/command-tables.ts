import { accountConfigurationTable } from './commands/account-configuration.ts';
import { certificateListTable } from './commands/certificate-list.ts';
import { declarativeManagementTable } from './commands/declarative-management.ts';
import { deviceConfiguredTable } from './commands/device-configured.ts';
import { deviceInformationTable } from './commands/device-information.ts';
import { deviceLockTable } from './commands/device-lock.ts';
import { eraseDeviceTable } from './commands/erase-device.ts';
import { installEnterpriseApplicationTable } from './commands/install-enterprise-application.ts';
import { installProfileTable } from './commands/install-profile.ts';
import { installedApplicationListTable } from './commands/installed-application-list.ts';
import { managedApplicationListTable } from './commands/managed-application-list.ts';
import { profileListTable } from './commands/profile-list.ts';
import { removeProfileTable } from './commands/remove-profile.ts';
import { restartDeviceTable } from './commands/restart-device.ts';
import { rotateFileVaultKeyTable } from './commands/rotate-file-vault-key.ts';
import { securityInfoTable } from './commands/security-info.ts';
import { setAutoAdminPasswordTable } from './commands/set-auto-admin-password.ts';
import { settingsTable } from './commands/settings.ts';
import { shutDownDeviceTable } from './commands/shut-down-device.ts';
import { userListTable } from './commands/user-list.ts';
import type { MessageTable } from './message-table.ts';

/** Every command that this product names. */
export const commandTables: readonly MessageTable[] = [
  installProfileTable,
  removeProfileTable,
  profileListTable,
  installEnterpriseApplicationTable,
  installedApplicationListTable,
  managedApplicationListTable,
  deviceInformationTable,
  securityInfoTable,
  userListTable,
  accountConfigurationTable,
  deviceConfiguredTable,
  certificateListTable,
  restartDeviceTable,
  shutDownDeviceTable,
  deviceLockTable,
  eraseDeviceTable,
  setAutoAdminPasswordTable,
  rotateFileVaultKeyTable,
  declarativeManagementTable,
  settingsTable,
];
