import { type CommandExecutor, acknowledged } from '../command.ts';

/** How this Mac is protected. */
export const securityInfo: CommandExecutor = {
  requestType: 'SecurityInfo',
  rights: 1024,
  channels: 'device',
  run({ mac, management }) {
    const { fileVault, hardware } = mac.state;
    return acknowledged({
      SecurityInfo: {
        FDE_Enabled: fileVault.enabled,
        FDE_HasPersonalRecoveryKey: fileVault.enabled,
        FDE_HasInstitutionalRecoveryKey: false,
        SystemIntegrityProtectionEnabled: true,
        AuthenticatedRootVolumeEnabled: true,
        RemoteDesktopEnabled: false,
        FirewallSettings: { FirewallEnabled: false, BlockAllIncoming: false, StealthMode: false, Applications: [] },
        FirmwarePasswordStatus: { PasswordExists: false, ChangePending: false, AllowOroms: false },
        ManagementStatus: {
          EnrolledViaDEP: management.automated,
          UserApprovedEnrollment: true,
          IsUserEnrollment: false,
          IsActivationLockManageable: management.automated,
        },
        SecureBoot: {
          SecureBootLevel: hardware.appleSilicon ? 'full' : 'not supported',
          ExternalBootLevel: 'not supported',
        },
        BootstrapTokenAllowedForAuthentication: hardware.appleSilicon ? 'allowed' : 'not supported',
        BootstrapTokenRequiredForSoftwareUpdate: hardware.appleSilicon,
        BootstrapTokenRequiredForKernelExtensionApproval: hardware.appleSilicon,
        IsRecoveryLockEnabled: false,
      },
    });
  },
};
