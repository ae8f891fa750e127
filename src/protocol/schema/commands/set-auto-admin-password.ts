import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command SetAutoAdminPassword. */
export const setAutoAdminPasswordTable: MessageTable = {
  name: 'SetAutoAdminPassword',
  source: 'mdm/commands/set.auto.admin.password.yaml',
  introduced: '10.11',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['SetAutoAdminPassword'] },
    GUID: { type: 'string', presence: 'required' },
    passwordHash: { type: 'data', presence: 'required' },
  },
};
