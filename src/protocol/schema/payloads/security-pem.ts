import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.pem. */
export const securityPemTable: MessageTable = {
  name: 'com.apple.security.pem',
  source: 'mdm/profiles/com.apple.security.pem.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.pem'] },
    PayloadCertificateFileName: { type: 'string', presence: 'optional' },
    PayloadContent: { type: 'data', presence: 'required' },
  },
};
