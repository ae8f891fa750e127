import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command DeclarativeManagement. */
export const declarativeManagementTable: MessageTable = {
  name: 'DeclarativeManagement',
  source: 'mdm/commands/declarativemanagement.yaml',
  introduced: '13.0',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['DeclarativeManagement'] },
    Data: { type: 'data', presence: 'optional' },
  },
};
