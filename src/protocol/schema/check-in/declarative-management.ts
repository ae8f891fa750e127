import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message DeclarativeManagement. */
export const declarativeManagementTable: MessageTable = {
  name: 'DeclarativeManagement',
  source: 'mdm/checkin/declarativemanagement.yaml',
  introduced: '13.0',
  channels: ['device', 'user'],
  keys: {
    MessageType: { type: 'string', values: ['DeclarativeManagement'], presence: 'required' },
    Endpoint: { type: 'string', presence: 'required' },
    Data: { type: 'data', presence: 'optional' },
    UDID: { type: 'string', presence: 'required' },
    EnrollmentID: { type: 'string', presence: 'required', enrollment: 'user' },
    EnrollmentUserID: { type: 'string', presence: 'required', channel: 'user', enrollment: 'user' },
    UserShortName: { type: 'string', presence: 'optional', channel: 'user' },
    UserID: { type: 'string', presence: 'optional', channel: 'user' },
    UserLongName: { type: 'string', presence: 'required', channel: 'user' },
  },
};
