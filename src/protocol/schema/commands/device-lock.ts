import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command DeviceLock. */
export const deviceLockTable: MessageTable = {
  name: 'DeviceLock',
  source: 'mdm/commands/device.lock.yaml',
  introduced: '10.7',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['DeviceLock'] },
    Message: { type: 'string', introduced: '10.14', presence: 'optional' },
    PhoneNumber: { type: 'string', introduced: '11.5', presence: 'optional' },
    PIN: { type: 'string', introduced: '10.8', presence: 'optional' },
  },
  response: { MessageResult: { type: 'string', presence: 'optional' } },
};
