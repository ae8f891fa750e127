import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the check-in message CheckOut. */
export const checkOutTable: MessageTable = {
  name: 'CheckOut',
  source: 'mdm/checkin/checkout.yaml',
  introduced: '10.7',
  channels: ['device'],
  keys: {
    MessageType: { type: 'string', values: ['CheckOut'], presence: 'required' },
    Topic: { type: 'string', presence: 'required' },
    UDID: { type: 'string', presence: 'required' },
    EnrollmentID: { type: 'string', introduced: '10.15', presence: 'required', enrollment: 'user' },
  },
};
