import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.configuration.extensible-sso. */
export const configurationExtensibleSsoTable: MessageTable = {
  name: 'com.apple.configuration.extensible-sso',
  source: 'declarative/declarations/configurations/extensible-sso.yaml',
  introduced: '27.0',
  keys: {
    ExtensionComposedIdentifier: { type: 'string', presence: 'required' },
    Type: { type: 'string', values: ['Credential', 'Redirect'], presence: 'required' },
    Realm: { type: 'string', presence: 'optional' },
    ExtensionData: { type: 'dictionary', anyKey: { type: 'any' }, presence: 'optional' },
    URLs: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
    Hosts: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
    DeniedBundleIdentifiers: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
    ScreenLockedBehavior: { type: 'string', values: ['Cancel', 'DoNotHandle'], presence: 'optional' },
    PlatformSSO: {
      type: 'dictionary',
      keys: {
        AuthenticationMethod: {
          type: 'string',
          values: ['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'],
          presence: 'optional',
        },
        RegistrationToken: { type: 'string', presence: 'optional' },
        UseSharedDeviceKeys: { type: 'boolean', presence: 'optional' },
        LoginFrequency: { type: 'integer', range: { min: 3600 }, presence: 'optional' },
        AllowDeviceIdentifiersInAttestation: { type: 'boolean', presence: 'optional' },
        Account: {
          type: 'dictionary',
          keys: {
            DisplayName: { type: 'string', presence: 'optional' },
            SynchronizeProfilePicture: { type: 'boolean', presence: 'optional' },
          },
          presence: 'optional',
        },
        UserCreation: {
          type: 'dictionary',
          keys: {
            EnableAtLogin: { type: 'boolean', presence: 'optional' },
            EnableFirstUserDuringSetup: { type: 'boolean', presence: 'optional' },
            EnableRegistrationDuringSetup: { type: 'boolean', presence: 'optional' },
            NewUserAuthenticationMethods: {
              type: 'array',
              items: [{ type: 'string', values: ['Password', 'SmartCard', 'AccessKey', 'OpenID'] }],
              presence: 'optional',
            },
            NewUserAuthorizationMode: {
              type: 'string',
              values: ['Standard', 'Admin', 'Groups', 'Temporary'],
              presence: 'optional',
            },
            TokenToUserMapping: {
              type: 'dictionary',
              keys: {
                AccountName: { type: 'string', presence: 'optional' },
                FullName: { type: 'string', presence: 'optional' },
              },
              presence: 'optional',
            },
            TemporarySessionQuickLogin: { type: 'boolean', presence: 'optional' },
          },
          presence: 'optional',
        },
        Authorization: {
          type: 'dictionary',
          keys: {
            EnableIdentityProviderAccounts: { type: 'boolean', presence: 'optional' },
            UserAuthorizationMode: { type: 'string', values: ['Standard', 'Admin', 'Groups'], presence: 'optional' },
            AdministratorGroups: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
            AdditionalGroups: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
            AuthorizationGroups: { type: 'dictionary', anyKey: { type: 'string' }, presence: 'optional' },
          },
          presence: 'optional',
        },
        AccessKey: {
          type: 'dictionary',
          keys: {
            ReaderGroupIdentifier: { type: 'data', presence: 'optional' },
            TerminalIdentityAssetReference: { type: 'string', presence: 'optional' },
            ReaderIssuerCertificateAssetReference: { type: 'string', presence: 'optional' },
            AllowExpressMode: { type: 'boolean', presence: 'optional' },
          },
          presence: 'optional',
        },
        Policies: {
          type: 'dictionary',
          keys: {
            FileVault: {
              type: 'array',
              items: [
                {
                  type: 'string',
                  values: [
                    'AttemptAuthentication',
                    'RequireAuthentication',
                    'AllowOfflineGracePeriod',
                    'AllowAuthenticationGracePeriod',
                    'RequireTouchID',
                    'RequireTouchIDOrWatch',
                    'AllowOpenIDForTouchIDFallback',
                  ],
                },
              ],
              presence: 'optional',
            },
            Login: {
              type: 'array',
              items: [
                {
                  type: 'string',
                  values: [
                    'AttemptAuthentication',
                    'RequireAuthentication',
                    'AllowOfflineGracePeriod',
                    'AllowAuthenticationGracePeriod',
                    'RequireTouchID',
                    'RequireTouchIDOrWatch',
                    'AllowOpenIDForTouchIDFallback',
                  ],
                },
              ],
              presence: 'optional',
            },
            Unlock: {
              type: 'array',
              items: [
                {
                  type: 'string',
                  values: [
                    'AttemptAuthentication',
                    'RequireAuthentication',
                    'AllowOfflineGracePeriod',
                    'AllowAuthenticationGracePeriod',
                    'AllowTouchIDOrWatchForUnlock',
                    'RequireTouchID',
                    'RequireTouchIDOrWatch',
                    'AllowOpenIDForTouchIDFallback',
                  ],
                },
              ],
              presence: 'optional',
            },
            OfflineGracePeriod: { type: 'integer', presence: 'optional' },
            AuthenticationGracePeriod: { type: 'integer', presence: 'optional' },
            NonPlatformSSOAccounts: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
          },
          presence: 'optional',
        },
        WebAuthentication: {
          type: 'dictionary',
          introduced: '27.0',
          keys: {
            URLAllowList: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
            AllowPasswordSync: { type: 'boolean', presence: 'optional' },
          },
          presence: 'optional',
        },
      },
      presence: 'optional',
    },
  },
};
