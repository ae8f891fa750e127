/** Every command that this product knows by its types. Others travel as plain dictionaries. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { MdmError } from '../mdm-error.ts';
import { accountConfiguration } from './account-configuration.ts';
import { certificateList } from './certificate-list.ts';
import { declarativeManagement } from './declarative-management.ts';
import type { BodyOf, ResultOf } from './define-command.ts';
import { deviceConfigured } from './device-configured.ts';
import { deviceInformation } from './device-information.ts';
import { deviceLock } from './device-lock.ts';
import { eraseDevice } from './erase-device.ts';
import { installEnterpriseApplication } from './install-enterprise-application.ts';
import { installProfile } from './install-profile.ts';
import { installedApplicationList } from './installed-application-list.ts';
import { profileList } from './profile-list.ts';
import { removeProfile } from './remove-profile.ts';
import { restartDevice } from './restart-device.ts';
import { rotateFileVaultKey } from './rotate-file-vault-key.ts';
import { securityInfo } from './security-info.ts';
import { setAutoAdminPassword } from './set-auto-admin-password.ts';
import { userList } from './user-list.ts';

/** The definitions by RequestType. */
export const commandCatalogue = {
  InstallProfile: installProfile,
  RemoveProfile: removeProfile,
  ProfileList: profileList,
  InstallEnterpriseApplication: installEnterpriseApplication,
  InstalledApplicationList: installedApplicationList,
  DeviceInformation: deviceInformation,
  SecurityInfo: securityInfo,
  UserList: userList,
  AccountConfiguration: accountConfiguration,
  DeviceConfigured: deviceConfigured,
  CertificateList: certificateList,
  RestartDevice: restartDevice,
  DeviceLock: deviceLock,
  EraseDevice: eraseDevice,
  SetAutoAdminPassword: setAutoAdminPassword,
  RotateFileVaultKey: rotateFileVaultKey,
  DeclarativeManagement: declarativeManagement,
} as const;

type Catalogue = typeof commandCatalogue;
/** The RequestType of a known command. */
export type KnownRequestType = keyof Catalogue;

/** A command as its receiver sees it; switch on `kind`, then on `RequestType`. */
export type ReceivedCommand =
  | {
      readonly [Name in KnownRequestType]: {
        readonly kind: 'known';
        readonly RequestType: Name;
        readonly body: BodyOf<Catalogue[Name]>;
      };
    }[KnownRequestType]
  | { readonly kind: 'unknown'; readonly RequestType: string; readonly body: PlistDictionary };

/** A command's result as the server sees it. */
export type CommandResult =
  | {
      readonly [Name in KnownRequestType]: {
        readonly kind: 'known';
        readonly RequestType: Name;
        readonly result: ResultOf<Catalogue[Name]>;
      };
    }[KnownRequestType]
  | { readonly kind: 'unknown'; readonly RequestType: string; readonly result: PlistDictionary }
  | {
      /** The Mac acknowledged it with keys that cannot be read. */
      readonly kind: 'malformed';
      readonly RequestType: string;
      readonly reason: string;
      readonly result: PlistDictionary;
    };

/** Whether a RequestType is one of ours. */
export function isKnownRequestType(name: string): name is KnownRequestType {
  return Object.hasOwn(commandCatalogue, name);
}

/** Reads a command. @throws {MdmError} `missing_key`, `malformed_key` for a known command with a wrong body */
export function readCommand(command: PlistDictionary & { readonly RequestType: string }): ReceivedCommand {
  const { RequestType } = command;
  if (!isKnownRequestType(RequestType)) return { kind: 'unknown', RequestType, body: command };
  const body = commandCatalogue[RequestType].parse(command);
  return { kind: 'known', RequestType, body } as ReceivedCommand;
}

/** Reads the result keys of an acknowledged command. Never throws: what cannot be read is kept as it came. */
export function readResult(RequestType: string, keys: PlistDictionary): CommandResult {
  if (!isKnownRequestType(RequestType)) return { kind: 'unknown', RequestType, result: keys };
  try {
    const result = commandCatalogue[RequestType].parseResult(keys);
    return { kind: 'known', RequestType, result } as CommandResult;
  } catch (error) {
    if (error instanceof MdmError) return { kind: 'malformed', RequestType, reason: error.message, result: keys };
    throw error;
  }
}
