import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command EraseDevice. */
export const eraseDeviceTable: MessageTable = {
  name: 'EraseDevice',
  source: 'mdm/commands/device.erase.yaml',
  introduced: '10.7',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['EraseDevice'] },
    PIN: { type: 'string', introduced: '10.8', presence: 'optional' },
    ObliterationBehavior: {
      type: 'string',
      introduced: '12.0',
      values: ['Default', 'DoNotObliterate', 'ObliterateWithWarning', 'Always'],
      presence: 'optional',
    },
  },
};
