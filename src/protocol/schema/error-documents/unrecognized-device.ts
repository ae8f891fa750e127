import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the error document com.apple.unrecognized.device. */
export const unrecognizedDeviceTable: MessageTable = {
  name: 'com.apple.unrecognized.device',
  source: 'mdm/errors/unrecognized.device.yaml',
  introduced: '14.0',
  keys: {
    code: { type: 'string', values: ['com.apple.unrecognized.device'], presence: 'required' },
    description: { type: 'string', presence: 'optional' },
    message: { type: 'string', presence: 'optional' },
  },
};
