import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command DeviceConfigured. */
export const deviceConfiguredTable: MessageTable = {
  name: 'DeviceConfigured',
  source: 'mdm/commands/device.configured.yaml',
  introduced: '10.11',
  channels: ['device'],
  keys: { RequestType: { type: 'string', presence: 'required', values: ['DeviceConfigured'] } },
};
