import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command ProfileList. */
export const profileListTable: MessageTable = {
  name: 'ProfileList',
  source: 'mdm/commands/profile.list.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['ProfileList'] },
    ManagedOnly: { type: 'boolean', introduced: '10.15', presence: 'optional' },
  },
  response: {
    ProfileList: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            PayloadUUID: { type: 'string', presence: 'required' },
            PayloadIdentifier: { type: 'string', presence: 'required' },
            PayloadVersion: { type: 'integer', presence: 'optional' },
            PayloadDisplayName: { type: 'string', presence: 'optional' },
            PayloadOrganization: { type: 'string', presence: 'optional' },
            PayloadDescription: { type: 'string', presence: 'optional' },
            PayloadRemovalDisallowed: { type: 'boolean', presence: 'optional' },
            HasRemovalPasscode: { type: 'boolean', presence: 'optional' },
            IsEncrypted: { type: 'boolean', presence: 'optional' },
            SignerCertificates: { type: 'array', items: [{ type: 'data' }], presence: 'optional' },
            Source: { type: 'string', introduced: '15.0', presence: 'optional' },
            PayloadContent: {
              type: 'array',
              items: [
                {
                  type: 'dictionary',
                  keys: {
                    PayloadType: { type: 'string', presence: 'required' },
                    PayloadVersion: { type: 'integer', presence: 'required' },
                    PayloadIdentifier: { type: 'string', presence: 'required' },
                    PayloadUUID: { type: 'string', introduced: '14.0', presence: 'required' },
                    PayloadDisplayName: { type: 'string', presence: 'optional' },
                    PayloadDescription: { type: 'string', presence: 'optional' },
                    PayloadOrganization: { type: 'string', presence: 'optional' },
                  },
                },
              ],
              presence: 'optional',
            },
          },
        },
      ],
      presence: 'required',
    },
  },
};
