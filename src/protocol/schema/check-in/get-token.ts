import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message GetToken. */
export const getTokenTable: MessageTable = {
  name: 'GetToken',
  source: 'mdm/checkin/gettoken.yaml',
  introduced: '14.0',
  channels: ['device', 'user'],
  keys: {
    MessageType: { type: 'string', values: ['GetToken'], presence: 'required' },
    TokenServiceType: { type: 'string', values: ['com.apple.maid', 'com.apple.watch.pairing'], presence: 'required' },
    TokenParameters: { type: 'dictionary', keys: {}, presence: 'optional' },
    UDID: { type: 'string', presence: 'required' },
    EnrollmentID: { type: 'string', presence: 'required', enrollment: 'user' },
    EnrollmentUserID: { type: 'string', presence: 'required', channel: 'user', enrollment: 'user' },
    UserShortName: { type: 'string', presence: 'optional', channel: 'user' },
    UserID: { type: 'string', presence: 'optional', channel: 'user' },
    UserLongName: { type: 'string', presence: 'required', channel: 'user' },
  },
  response: { TokenData: { type: 'data', presence: 'required' } },
};
