import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message GetBootstrapToken. */
export const getBootstrapTokenTable: MessageTable = {
  name: 'GetBootstrapToken',
  source: 'mdm/checkin/getbootstraptoken.yaml',
  introduced: '10.15',
  channels: ['device'],
  keys: {
    MessageType: { type: 'string', values: ['GetBootstrapToken'], presence: 'required' },
    AwaitingConfiguration: { type: 'boolean', presence: 'optional' },
  },
  response: { BootstrapToken: { type: 'data', presence: 'optional' } },
};
