import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.root. */
export const securityRootTable: MessageTable = {
  name: 'com.apple.security.root',
  source: 'mdm/profiles/com.apple.security.root.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.root'] },
    PayloadCertificateFileName: { type: 'string', presence: 'optional' },
    PayloadContent: { type: 'data', presence: 'required' },
  },
};
