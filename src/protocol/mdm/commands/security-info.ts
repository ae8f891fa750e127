import { anything, boolean, data, dictionary, listOf, number, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const info = {
  FDE_Enabled: optional(boolean),
  FDE_HasPersonalRecoveryKey: optional(boolean),
  FDE_HasInstitutionalRecoveryKey: optional(boolean),
  /** The recovery key in CMS EnvelopedData to the escrow certificate. */
  FDE_PersonalRecoveryKeyCMS: optional(data),
  FDE_PersonalRecoveryKeyDeviceKey: optional(text),
  SystemIntegrityProtectionEnabled: optional(boolean),
  FirewallSettings: optional(
    record({
      FirewallEnabled: optional(boolean),
      BlockAllIncoming: optional(boolean),
      StealthMode: optional(boolean),
      LoggingEnabled: optional(boolean),
      LoggingOption: optional(text),
      Applications: optional(listOf(dictionary)),
    }),
  ),
  FirmwarePasswordStatus: optional(
    record({
      PasswordExists: optional(boolean),
      ChangePending: optional(boolean),
      AllowOroms: optional(boolean),
      Mode: optional(text),
    }),
  ),
  ManagementStatus: optional(
    record({
      EnrolledViaDEP: optional(boolean),
      UserApprovedEnrollment: optional(boolean),
      IsUserEnrollment: optional(boolean),
      IsActivationLockManageable: optional(boolean),
    }),
  ),
  SecureBoot: optional(
    record({
      /** off, medium, full or not supported. */
      SecureBootLevel: optional(text),
      ExternalBootLevel: optional(text),
      WindowsBootLevel: optional(text),
      /** A dictionary in Apple’s text, an array in its schema. */
      ReducedSecurity: optional(anything),
    }),
  ),
  RemoteDesktopEnabled: optional(boolean),
  AuthenticatedRootVolumeEnabled: optional(boolean),
  BootstrapTokenAllowedForAuthentication: optional(text),
  BootstrapTokenRequiredForSoftwareUpdate: optional(boolean),
  BootstrapTokenRequiredForKernelExtensionApproval: optional(boolean),
  IsRecoveryLockEnabled: optional(boolean),
  PasscodePresent: optional(boolean),
  HardwareEncryptionCaps: optional(number),
};

/** How a Mac is protected. */
export type SecurityInfo = Shaped<typeof info>;

/** Asks how the Mac is protected. Access right 1024. Apple, "SecurityInfo". */
export const securityInfo = defineCommand('SecurityInfo', { body: {}, result: { SecurityInfo: record(info) } });
