/** The commands that this Mac executes, by `RequestType`. */
import type { CommandExecutor } from '../command.ts';
import { accountConfiguration } from './account-configuration.ts';
import { certificateList } from './certificate-list.ts';
import { declarativeManagement } from './declarative-management.ts';
import { deviceConfigured } from './device-configured.ts';
import { deviceInformation } from './device-information.ts';
import { deviceLock } from './device-lock.ts';
import { eraseDevice } from './erase-device.ts';
import { installEnterpriseApplication } from './install-enterprise-application.ts';
import { installProfile } from './install-profile.ts';
import { installedApplicationList } from './installed-application-list.ts';
import { managedApplicationList } from './managed-application-list.ts';
import { profileList } from './profile-list.ts';
import { removeProfile } from './remove-profile.ts';
import { restartDevice } from './restart-device.ts';
import { rotateFileVaultKey } from './rotate-file-vault-key.ts';
import { securityInfo } from './security-info.ts';
import { setAutoAdminPassword } from './set-auto-admin-password.ts';
import { settings } from './settings.ts';
import { shutDownDevice } from './shut-down-device.ts';
import { userList } from './user-list.ts';

const all: readonly CommandExecutor[] = [
  accountConfiguration,
  certificateList,
  declarativeManagement,
  deviceConfigured,
  deviceInformation,
  deviceLock,
  eraseDevice,
  installEnterpriseApplication,
  installProfile,
  installedApplicationList,
  managedApplicationList,
  profileList,
  removeProfile,
  restartDevice,
  rotateFileVaultKey,
  securityInfo,
  setAutoAdminPassword,
  settings,
  shutDownDevice,
  userList,
];

/** By `RequestType`. */
export const executors: ReadonlyMap<string, CommandExecutor> = new Map(all.map((one) => [one.requestType, one]));
