import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message UserAuthenticate. */
export const userAuthenticateTable: MessageTable = {
  name: 'UserAuthenticate',
  source: 'mdm/checkin/userauthenticate.yaml',
  introduced: '10.7',
  channels: ['user'],
  keys: {
    MessageType: { type: 'string', values: ['UserAuthenticate'], presence: 'required' },
    UDID: { type: 'string', presence: 'required' },
    UserID: { type: 'string', presence: 'required' },
    DigestResponse: { type: 'string', presence: 'required' },
  },
};
