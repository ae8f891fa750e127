import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command RestartDevice. */
export const restartDeviceTable: MessageTable = {
  name: 'RestartDevice',
  source: 'mdm/commands/device.restart.yaml',
  introduced: '10.13',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['RestartDevice'] },
    RebuildKernelCache: { type: 'boolean', introduced: '11.0', presence: 'optional' },
    KextPaths: { type: 'array', introduced: '11.0', items: [{ type: 'string' }], presence: 'optional' },
    NotifyUser: { type: 'boolean', introduced: '11.4', presence: 'optional' },
  },
};
