import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.mdm. */
export const mdmTable: MessageTable = {
  name: 'com.apple.mdm',
  source: 'mdm/profiles/com.apple.mdm.yaml',
  introduced: '10.7',
  channels: ['device'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.mdm'] },
    IdentityCertificateUUID: {
      type: 'string',
      pattern: '^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$',
      presence: 'required',
    },
    Topic: { type: 'string', presence: 'required' },
    ServerURL: { type: 'string', pattern: '^https://.*$', presence: 'required' },
    CheckInURL: { type: 'string', pattern: '^https://.*$', presence: 'optional' },
    SignMessage: { type: 'boolean', presence: 'optional' },
    AccessRights: { type: 'integer', presence: 'optional' },
    UseDevelopmentAPNS: { type: 'boolean', presence: 'optional' },
    ManagedAppleID: {
      type: 'string',
      introduced: '10.15',
      deprecated: '14.0',
      removed: '15.0',
      presence: 'optional',
      enrollment: 'user',
    },
    AssignedManagedAppleID: { type: 'string', introduced: '14.0', presence: 'optional' },
    EnrollmentMode: { type: 'string', introduced: '14.0', values: ['BYOD', 'ADDE'], presence: 'optional' },
    ServerURLPinningCertificateUUIDs: {
      type: 'array',
      introduced: '10.13',
      items: [{ type: 'string' }],
      presence: 'optional',
    },
    CheckInURLPinningCertificateUUIDs: {
      type: 'array',
      introduced: '10.13',
      items: [{ type: 'string' }],
      presence: 'optional',
    },
    PinningRevocationCheckRequired: { type: 'boolean', introduced: '10.13', presence: 'optional' },
    ServerCapabilities: {
      type: 'array',
      items: [
        {
          type: 'string',
          values: ['com.apple.mdm.per-user-connections', 'com.apple.mdm.bootstraptoken', 'com.apple.mdm.token'],
        },
      ],
      presence: 'optional',
    },
    CheckOutWhenRemoved: { type: 'boolean', presence: 'optional' },
    PromptUserToAllowBootstrapTokenForAuthentication: { type: 'boolean', introduced: '11.0', presence: 'optional' },
  },
};
