import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command ShutDownDevice. */
export const shutDownDeviceTable: MessageTable = {
  name: 'ShutDownDevice',
  source: 'mdm/commands/device.shutdown.yaml',
  introduced: '10.13',
  channels: ['device'],
  keys: { RequestType: { type: 'string', presence: 'required', values: ['ShutDownDevice'] } },
};
