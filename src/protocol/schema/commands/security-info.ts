import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command SecurityInfo. */
export const securityInfoTable: MessageTable = {
  name: 'SecurityInfo',
  source: 'mdm/commands/information.security.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: { RequestType: { type: 'string', presence: 'required', values: ['SecurityInfo'] } },
  response: {
    SecurityInfo: {
      type: 'dictionary',
      keys: {
        FDE_Enabled: { type: 'boolean', introduced: '10.9', presence: 'optional', channel: 'device' },
        FDE_HasPersonalRecoveryKey: { type: 'boolean', introduced: '10.9', presence: 'optional', channel: 'device' },
        FDE_HasInstitutionalRecoveryKey: {
          type: 'boolean',
          introduced: '10.9',
          presence: 'optional',
          channel: 'device',
        },
        FDE_PersonalRecoveryKeyCMS: { type: 'data', introduced: '10.13', presence: 'optional', channel: 'device' },
        FDE_PersonalRecoveryKeyDeviceKey: {
          type: 'string',
          introduced: '10.13',
          presence: 'optional',
          channel: 'device',
        },
        SystemIntegrityProtectionEnabled: {
          type: 'boolean',
          introduced: '10.12',
          presence: 'optional',
          channel: 'device',
        },
        FirewallSettings: {
          type: 'dictionary',
          introduced: '10.12',
          keys: {
            FirewallEnabled: { type: 'boolean', presence: 'optional' },
            BlockAllIncoming: { type: 'boolean', presence: 'optional' },
            StealthMode: { type: 'boolean', presence: 'optional' },
            Applications: {
              type: 'array',
              introduced: '10.12',
              items: [
                {
                  type: 'dictionary',
                  keys: {
                    Allowed: { type: 'boolean', presence: 'optional' },
                    BundleID: { type: 'string', presence: 'optional' },
                    Name: { type: 'string', presence: 'optional' },
                  },
                },
              ],
              presence: 'optional',
            },
            LoggingEnabled: { type: 'boolean', introduced: '12.0', presence: 'optional' },
            LoggingOption: {
              type: 'string',
              introduced: '12.0',
              values: ['throttled', 'brief', 'detail'],
              presence: 'optional',
            },
          },
          presence: 'optional',
          channel: 'device',
        },
        FirmwarePasswordStatus: {
          type: 'dictionary',
          introduced: '10.13',
          keys: {
            PasswordExists: { type: 'boolean', presence: 'optional' },
            ChangePending: { type: 'boolean', presence: 'optional' },
            AllowOroms: { type: 'boolean', presence: 'optional' },
          },
          presence: 'optional',
          channel: 'device',
        },
        ManagementStatus: {
          type: 'dictionary',
          introduced: '10.13.2',
          keys: {
            EnrolledViaDEP: { type: 'boolean', presence: 'optional' },
            UserApprovedEnrollment: { type: 'boolean', presence: 'optional' },
            IsUserEnrollment: { type: 'boolean', introduced: '10.15', presence: 'optional' },
            IsActivationLockManageable: { type: 'boolean', introduced: '10.15', presence: 'optional' },
          },
          presence: 'optional',
        },
        SecureBoot: {
          type: 'dictionary',
          introduced: '10.15',
          keys: {
            SecureBootLevel: {
              type: 'string',
              values: ['off', 'medium', 'full', 'not supported'],
              presence: 'optional',
            },
            ExternalBootLevel: {
              type: 'string',
              values: ['allowed', 'disallowed', 'not supported'],
              presence: 'optional',
            },
            ReducedSecurity: {
              type: 'array',
              introduced: '11.0',
              items: [
                { type: 'string', choices: { AllowsAnyAppleSignedOS: {}, AllowsUserKextApproval: {}, AllowsMDM: {} } },
              ],
              presence: 'optional',
            },
          },
          presence: 'optional',
          channel: 'device',
        },
        RemoteDesktopEnabled: { type: 'boolean', introduced: '10.14.4', presence: 'optional', channel: 'device' },
        AuthenticatedRootVolumeEnabled: {
          type: 'boolean',
          introduced: '11.0',
          presence: 'optional',
          channel: 'device',
        },
        BootstrapTokenAllowedForAuthentication: {
          type: 'string',
          introduced: '11.0',
          values: ['allowed', 'disallowed', 'not supported'],
          presence: 'optional',
          channel: 'device',
        },
        BootstrapTokenRequiredForSoftwareUpdate: {
          type: 'boolean',
          introduced: '11.0',
          presence: 'optional',
          channel: 'device',
        },
        BootstrapTokenRequiredForKernelExtensionApproval: {
          type: 'boolean',
          introduced: '11.0',
          presence: 'optional',
          channel: 'device',
        },
        IsRecoveryLockEnabled: { type: 'boolean', introduced: '11.5', presence: 'optional', channel: 'device' },
      },
      presence: 'required',
    },
  },
};
