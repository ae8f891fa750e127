import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message SetBootstrapToken. */
export const setBootstrapTokenTable: MessageTable = {
  name: 'SetBootstrapToken',
  source: 'mdm/checkin/setbootstraptoken.yaml',
  introduced: '10.15',
  channels: ['device'],
  keys: {
    MessageType: { type: 'string', values: ['SetBootstrapToken'], presence: 'required' },
    BootstrapToken: { type: 'data', presence: 'optional' },
    AwaitingConfiguration: { type: 'boolean', presence: 'optional' },
  },
};
