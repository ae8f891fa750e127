import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the payload CommonPayloadKeys. */
export const commonPayloadKeysTable: MessageTable = {
  name: 'CommonPayloadKeys',
  source: 'mdm/profiles/CommonPayloadKeys.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    PayloadIdentifier: { type: 'string', presence: 'required' },
    PayloadUUID: { type: 'string', presence: 'required' },
    PayloadType: { type: 'string', presence: 'required' },
    PayloadVersion: { type: 'integer', values: [1], presence: 'required' },
    PayloadDescription: { type: 'string', presence: 'optional' },
    PayloadDisplayName: { type: 'string', presence: 'optional' },
    PayloadOrganization: { type: 'string', presence: 'optional' },
  },
};
