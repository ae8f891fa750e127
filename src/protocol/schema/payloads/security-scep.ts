import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.scep. */
export const securityScepTable: MessageTable = {
  name: 'com.apple.security.scep',
  source: 'mdm/profiles/com.apple.security.scep.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.scep'] },
    PayloadContent: {
      type: 'dictionary',
      keys: {
        URL: { type: 'string', introduced: '10.7', presence: 'required' },
        Name: { type: 'string', presence: 'optional' },
        Subject: {
          type: 'array',
          items: [
            { type: 'array', items: [{ type: 'array', items: [{ type: 'string' }], range: { min: 2, max: 2 } }] },
          ],
          presence: 'optional',
        },
        Challenge: { type: 'string', presence: 'optional' },
        Keysize: { type: 'integer', values: [1024, 2048, 4096], presence: 'optional' },
        'Key Type': { type: 'string', presence: 'optional' },
        'Key Usage': { type: 'integer', introduced: '10.11', presence: 'optional' },
        CAFingerprint: { type: 'data', presence: 'optional' },
        Retries: { type: 'integer', introduced: '10.10', presence: 'optional' },
        RetryDelay: { type: 'integer', introduced: '10.10', presence: 'optional' },
        SubjectAltName: {
          type: 'dictionary',
          keys: {
            rfc822Name: { type: ['string', 'array'], presence: 'optional' },
            dNSName: { type: ['string', 'array'], presence: 'optional' },
            uniformResourceIdentifier: { type: ['string', 'array'], presence: 'optional' },
            ntPrincipalName: { type: 'string', presence: 'optional' },
          },
          presence: 'optional',
        },
        KeyIsExtractable: { type: 'boolean', introduced: '10.13.4', presence: 'optional' },
        AllowAllAppsAccess: { type: 'boolean', introduced: '10.10', presence: 'optional' },
      },
      presence: 'required',
    },
  },
};
