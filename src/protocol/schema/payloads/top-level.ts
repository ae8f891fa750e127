import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the payload TopLevel. */
export const topLevelTable: MessageTable = {
  name: 'TopLevel',
  source: 'mdm/profiles/TopLevel.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    PayloadIdentifier: { type: 'string', presence: 'required' },
    PayloadUUID: { type: 'string', presence: 'required' },
    PayloadType: { type: 'string', values: ['Configuration'], presence: 'required' },
    PayloadVersion: { type: 'integer', values: [1], presence: 'required' },
    IsEncrypted: { type: 'boolean', presence: 'optional' },
    PayloadContent: { type: 'array', items: [{ type: 'dictionary', anyKey: { type: 'any' } }], presence: 'required' },
    EncryptedPayloadContent: { type: 'data', presence: 'optional' },
    PayloadDescription: { type: 'string', presence: 'optional' },
    PayloadDisplayName: { type: 'string', presence: 'optional' },
    HasRemovalPasscode: { type: 'boolean', presence: 'optional' },
    PayloadOrganization: { type: 'string', presence: 'optional' },
    PayloadRemovalDisallowed: { type: 'boolean', presence: 'optional' },
    PayloadScope: { type: 'string', introduced: '10.8', values: ['System', 'User'], presence: 'optional' },
    RemovalDate: { type: 'date', presence: 'optional' },
    DurationUntilRemoval: { type: 'real', presence: 'optional' },
    PayloadExpirationDate: { type: 'date', presence: 'optional' },
    TargetDeviceType: { type: 'integer', introduced: '10.15', values: [0, 1, 2, 3, 4, 5, 6], presence: 'optional' },
    ConsentText: {
      type: 'dictionary',
      keys: { ConsentTextItem: { type: 'dictionary', anyKey: { type: 'string' }, presence: 'required' } },
      presence: 'optional',
    },
  },
};
