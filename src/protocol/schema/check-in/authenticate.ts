import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message Authenticate. */
export const authenticateTable: MessageTable = {
  name: 'Authenticate',
  source: 'mdm/checkin/authenticate.yaml',
  introduced: '10.7',
  channels: ['device'],
  keys: {
    DeviceName: { type: 'string', presence: 'required' },
    ModelName: { type: 'string', presence: 'required' },
    Model: { type: 'string', presence: 'required' },
    MessageType: { type: 'string', values: ['Authenticate'], presence: 'required' },
    Topic: { type: 'string', presence: 'required' },
    UDID: { type: 'string', presence: 'optional' },
    EnrollmentID: { type: 'string', introduced: '10.15', presence: 'optional', enrollment: 'user' },
    OSVersion: { type: 'string', presence: 'optional' },
    BuildVersion: { type: 'string', presence: 'optional' },
    ProductName: { type: 'string', presence: 'optional' },
    SerialNumber: { type: 'string', presence: 'optional' },
  },
};
