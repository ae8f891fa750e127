import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command RotateFileVaultKey. */
export const rotateFileVaultKeyTable: MessageTable = {
  name: 'RotateFileVaultKey',
  source: 'mdm/commands/rotate.file.vault.key.yaml',
  introduced: '10.9',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['RotateFileVaultKey'] },
    KeyType: { type: 'string', values: ['personal', 'institutional'], presence: 'required' },
    FileVaultUnlock: {
      type: 'dictionary',
      keys: {
        Password: { type: 'string', presence: 'optional' },
        PrivateKeyExport: { type: 'data', deprecated: '10.15', presence: 'optional' },
        PrivateKeyExportPassword: { type: 'string', deprecated: '10.15', presence: 'optional' },
      },
      presence: 'required',
    },
    NewCertificate: { type: 'data', presence: 'optional' },
    ReplyEncryptionCertificate: { type: 'data', presence: 'optional' },
  },
  response: {
    RotateResult: {
      type: 'dictionary',
      keys: { EncryptedNewRecoveryKey: { type: 'data', presence: 'optional' } },
      presence: 'optional',
    },
  },
};
