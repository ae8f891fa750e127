/** Commands that have a form: what they do, and what may be said with them. Others go by the editor of their keys. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';

/** A command that is sent with a click. */
export interface CommandForm {
  readonly requestType: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly text: string;
  readonly keys?: PlistDictionary;
}

/** What is asked of every Mac; all versions know these. */
const facts = [
  'DeviceName',
  'SerialNumber',
  'UDID',
  'Model',
  'ModelName',
  'OSVersion',
  'BuildVersion',
  'IsAppleSilicon',
  'IsSupervised',
  'HasBattery',
  'BatteryLevel',
  'DeviceCapacity',
  'AvailableDeviceCapacity',
  'SystemIntegrityProtectionEnabled',
  'IsActivationLockEnabled',
  'WiFiMAC',
  'EthernetMAC',
];

/** Those with a form. Locking, erasing and restarting are actions of the Mac, since they ask before they do. */
export const commandForms: readonly CommandForm[] = [
  {
    requestType: 'DeviceInformation',
    title: 'Device information',
    text: 'Asks for name, model, macOS, disk, battery and addresses.',
    keys: { Queries: facts },
  },
  {
    requestType: 'SecurityInfo',
    title: 'Security',
    text: 'Asks for FileVault, firewall, secure boot and System Integrity Protection.',
  },
  { requestType: 'ProfileList', title: 'Profiles', text: 'Asks which configuration profiles are on the Mac.' },
  {
    requestType: 'InstalledApplicationList',
    title: 'Apps',
    text: 'Asks which apps are installed, with their versions.',
  },
  {
    requestType: 'CertificateList',
    title: 'Certificates',
    text: 'Asks which certificates are in the system keychain.',
  },
  { requestType: 'UserList', title: 'Accounts', text: 'Asks which accounts are on the Mac.' },
];
