import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command UserList. */
export const userListTable: MessageTable = {
  name: 'UserList',
  source: 'mdm/commands/user.list.yaml',
  introduced: '10.13',
  channels: ['device'],
  keys: { RequestType: { type: 'string', presence: 'required', values: ['UserList'] } },
  response: {
    Users: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            UserName: { type: 'string', presence: 'required' },
            FullName: { type: 'string', presence: 'required' },
            UID: { type: 'integer', presence: 'required' },
            UserGUID: { type: 'string', presence: 'required' },
            IsLoggedIn: { type: 'boolean', presence: 'required' },
            MobileAccount: { type: 'boolean', presence: 'required' },
            HasSecureToken: { type: 'boolean', introduced: '11.0', presence: 'required' },
          },
        },
      ],
      presence: 'required',
    },
  },
};
