import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command Settings. */
export const settingsTable: MessageTable = {
  name: 'Settings',
  source: 'mdm/commands/settings.yaml',
  introduced: '10.9',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['Settings'] },
    Settings: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          introduced: '10.13.4',
          keys: {
            Item: { type: 'string', values: ['Bluetooth'], presence: 'required' },
            Enabled: { type: 'boolean', presence: 'required' },
          },
        },
        {
          type: 'dictionary',
          introduced: '10.15',
          keys: {
            Item: { type: 'string', values: ['ApplicationConfiguration'], presence: 'required' },
            Identifier: { type: 'string', presence: 'required' },
            Configuration: { type: 'dictionary', anyKey: { type: 'any' }, presence: 'optional' },
          },
        },
        {
          type: 'dictionary',
          introduced: '10.10',
          keys: {
            Item: { type: 'string', values: ['DeviceName'], presence: 'required' },
            DeviceName: { type: 'string', presence: 'required' },
          },
        },
        {
          type: 'dictionary',
          introduced: '10.11',
          keys: {
            Item: { type: 'string', values: ['HostName'], presence: 'required' },
            HostName: { type: 'string', presence: 'required' },
          },
        },
        {
          type: 'dictionary',
          introduced: '10.9',
          keys: {
            Item: { type: 'string', values: ['OrganizationInfo'], presence: 'required' },
            OrganizationInfo: {
              type: 'dictionary',
              keys: {
                OrganizationName: { type: 'string', presence: 'required' },
                OrganizationShortName: { type: 'string', introduced: '10.15', presence: 'optional' },
                OrganizationAddress: { type: 'string', presence: 'optional' },
                OrganizationPhone: { type: 'string', presence: 'optional' },
                OrganizationEmail: { type: 'string', presence: 'optional' },
                OrganizationMagic: { type: 'string', presence: 'optional' },
              },
              presence: 'optional',
            },
          },
        },
        {
          type: 'dictionary',
          introduced: '10.15',
          keys: {
            Item: { type: 'string', values: ['MDMOptions'], presence: 'required' },
            MDMOptions: {
              type: 'dictionary',
              keys: {
                ActivationLockAllowedWhileSupervised: { type: 'boolean', presence: 'optional' },
                BootstrapTokenAllowed: {
                  type: 'boolean',
                  introduced: '10.15',
                  deprecated: '11.0',
                  presence: 'optional',
                },
                PromptUserToAllowBootstrapTokenForAuthentication: {
                  type: 'boolean',
                  introduced: '11.0',
                  presence: 'optional',
                },
              },
              presence: 'required',
            },
          },
        },
      ],
      presence: 'required',
    },
  },
  response: {
    Settings: {
      type: 'dictionary',
      keys: {
        Status: { type: 'string', presence: 'required' },
        ErrorChain: { type: 'array', items: [{ type: 'dictionary', anyKey: { type: 'any' } }], presence: 'optional' },
      },
      presence: 'optional',
    },
  },
};
