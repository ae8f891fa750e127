import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.acme. */
export const securityAcmeTable: MessageTable = {
  name: 'com.apple.security.acme',
  source: 'mdm/profiles/com.apple.security.acme.yaml',
  introduced: '13.1',
  channels: ['device', 'user'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.acme'] },
    DirectoryURL: { type: 'string', presence: 'required' },
    ClientIdentifier: { type: 'string', presence: 'required' },
    KeySize: { type: 'integer', presence: 'required' },
    KeyType: { type: 'string', values: ['RSA', 'ECSECPrimeRandom'], presence: 'required' },
    HardwareBound: { type: 'boolean', presence: 'required' },
    Subject: {
      type: 'array',
      items: [{ type: 'array', items: [{ type: 'array', items: [{ type: 'string' }], range: { min: 2, max: 2 } }] }],
      presence: 'required',
    },
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
    UsageFlags: { type: 'integer', presence: 'optional' },
    ExtendedKeyUsage: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
    Attest: { type: 'boolean', presence: 'optional' },
    KeyIsExtractable: { type: 'boolean', presence: 'optional' },
    AllowAllAppsAccess: { type: 'boolean', presence: 'optional' },
  },
};
