import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.pkcs1. */
export const securityPkcs1Table: MessageTable = {
  name: 'com.apple.security.pkcs1',
  source: 'mdm/profiles/com.apple.security.pkcs1.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.pkcs1'] },
    PayloadCertificateFileName: { type: 'string', presence: 'optional' },
    PayloadContent: { type: 'data', presence: 'required' },
  },
};
