import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message TokenUpdate. */
export const tokenUpdateTable: MessageTable = {
  name: 'TokenUpdate',
  source: 'mdm/checkin/tokenupdate.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    NotOnConsole: { type: 'boolean', introduced: '10.11', presence: 'required', channel: 'user' },
    MessageType: { type: 'string', values: ['TokenUpdate'], presence: 'required' },
    Topic: { type: 'string', presence: 'required' },
    UDID: { type: 'string', presence: 'required' },
    EnrollmentID: { type: 'string', introduced: '10.15', presence: 'required', enrollment: 'user' },
    EnrollmentUserID: {
      type: 'string',
      introduced: '10.15',
      presence: 'required',
      channel: 'user',
      enrollment: 'user',
    },
    UserShortName: { type: 'string', presence: 'optional', channel: 'user' },
    UserID: { type: 'string', presence: 'optional', channel: 'user' },
    UserLongName: { type: 'string', presence: 'required', channel: 'user' },
    Token: { type: 'data', presence: 'required' },
    PushMagic: { type: 'string', presence: 'required' },
    AwaitingConfiguration: { type: 'boolean', introduced: '10.11', presence: 'optional', channel: 'device' },
  },
};
