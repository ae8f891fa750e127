import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command AccountConfiguration. */
export const accountConfigurationTable: MessageTable = {
  name: 'AccountConfiguration',
  source: 'mdm/commands/account.configuration.yaml',
  introduced: '10.11',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['AccountConfiguration'] },
    SkipPrimarySetupAccountCreation: { type: 'boolean', presence: 'optional' },
    SetPrimarySetupAccountAsRegularUser: { type: 'boolean', presence: 'optional' },
    PrimaryAccountFullName: { type: 'string', introduced: '10.15', presence: 'optional' },
    PrimaryAccountUserName: { type: 'string', introduced: '10.15', presence: 'optional' },
    DontAutoPopulatePrimaryAccountInfo: { type: 'boolean', introduced: '10.15', presence: 'optional' },
    LockPrimaryAccountInfo: { type: 'boolean', introduced: '10.15', presence: 'optional' },
    AutoSetupAdminAccounts: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            shortName: { type: 'string', presence: 'required' },
            fullName: { type: 'string', presence: 'optional' },
            passwordHash: { type: 'data', presence: 'optional' },
            hidden: { type: 'boolean', presence: 'optional' },
          },
        },
      ],
      presence: 'optional',
    },
    ManagedLocalUserShortName: { type: 'string', introduced: '11.0', presence: 'optional' },
  },
};
