import {
  boolean,
  data,
  dictionary,
  identifier,
  listOf,
  number,
  optional,
  record,
  type Shaped,
  text,
} from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** The account that AccountConfiguration made, as a Mac tells it. */
const adminAccount = { GUID: text, shortName: text };

const answers = {
  UDID: optional(text),
  ProvisioningUDID: optional(text),
  SerialNumber: optional(text),
  DeviceName: optional(text),
  HostName: optional(text),
  LocalHostName: optional(text),
  Model: optional(text),
  ModelName: optional(text),
  ModelNumber: optional(text),
  ProductName: optional(text),
  OSVersion: optional(text),
  BuildVersion: optional(text),
  SupplementalBuildVersion: optional(text),
  SupplementalOSVersionExtra: optional(text),
  SoftwareUpdateDeviceID: optional(text),
  AwaitingConfiguration: optional(boolean),
  IsSupervised: optional(boolean),
  IsAppleSilicon: optional(boolean),
  IsActivationLockSupported: optional(boolean),
  SystemIntegrityProtectionEnabled: optional(boolean),
  PINRequiredForDeviceLock: optional(boolean),
  PINRequiredForEraseDevice: optional(boolean),
  IsActivationLockEnabled: optional(boolean),
  SupportsLOMDevice: optional(boolean),
  SupportsiOSAppInstalls: optional(boolean),
  iTunesStoreAccountIsActive: optional(boolean),
  iTunesStoreAccountHash: optional(text),
  /** Whether erasing all content and settings would work. */
  EACSPreflight: optional(text),
  HasBattery: optional(boolean),
  BatteryLevel: optional(number),
  /** Gigabytes, with a fraction. */
  DeviceCapacity: optional(number),
  AvailableDeviceCapacity: optional(number),
  EthernetMAC: optional(text),
  WiFiMAC: optional(text),
  BluetoothMAC: optional(text),
  PushToken: optional(data),
  ActiveManagedUsers: optional(listOf(text)),
  AutoSetupAdminAccounts: optional(listOf(record(adminAccount))),
  OrganizationInfo: optional(dictionary),
  MDMOptions: optional(dictionary),
  OSUpdateSettings: optional(dictionary),
  /** DER certificates, the leaf first. */
  DevicePropertiesAttestation: optional(listOf(data)),
};

/** What a Mac answered. What it does not know, or may not tell, is not there. */
export type DeviceInformationAnswers = Shaped<typeof answers>;

/**
 * Asks for facts of the Mac; a managed device attestation among them. Access rights 16 and 32. Apple,
 * "DeviceInformation". A Mac makes a fresh attestation about every seven days, otherwise it gives the one it has, with the
 * nonce of then.
 */
export const deviceInformation = defineCommand('DeviceInformation', {
  body: {
    Queries: listOf(identifier),
    /** 1 to 32 bytes. */
    DeviceAttestationNonce: optional(data),
  },
  result: { QueryResponses: record(answers) },
});
