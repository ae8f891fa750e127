import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.associated-domains. */
export const associatedDomainsTable: MessageTable = {
  name: 'com.apple.associated-domains',
  source: 'mdm/profiles/com.apple.associated-domains.yaml',
  introduced: '10.15',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.associated-domains'] },
    Configuration: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            ApplicationIdentifier: { type: 'string', presence: 'required' },
            AssociatedDomains: { type: 'array', items: [{ type: 'string' }], presence: 'required' },
            EnableDirectDownloads: { type: 'boolean', introduced: '11.0', presence: 'optional' },
          },
        },
      ],
      presence: 'required',
    },
  },
};
