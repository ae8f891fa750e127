import type { MessageTable } from '../message-table.ts';
import { commonPayloadKeysTable } from './common-payload-keys.ts';

/** Apple's requirements for the payload com.apple.security.FDERecoveryKeyEscrow. */
export const fdeRecoveryKeyEscrowTable: MessageTable = {
  name: 'com.apple.security.FDERecoveryKeyEscrow',
  source: 'mdm/profiles/com.apple.security.FDERecoveryKeyEscrow.yaml',
  introduced: '10.13',
  channels: ['device'],
  keys: {
    ...commonPayloadKeysTable.keys,
    PayloadType: { type: 'string', presence: 'required', values: ['com.apple.security.FDERecoveryKeyEscrow'] },
    Location: { type: 'string', presence: 'required' },
    EncryptCertPayloadUUID: { type: 'string', presence: 'required' },
    DeviceKey: { type: 'string', presence: 'optional' },
  },
};
