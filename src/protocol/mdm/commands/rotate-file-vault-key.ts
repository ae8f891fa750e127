import { data, oneOf, optional, record, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Makes a new FileVault recovery key. Access right 4. Apple, "RotateFileVaultKey". */
export const rotateFileVaultKey = defineCommand('RotateFileVaultKey', {
  body: {
    KeyType: oneOf('personal', 'institutional'),
    /** What opens the volume now. A secret. */
    FileVaultUnlock: record({
      Password: optional(text),
      PrivateKeyExport: optional(data),
      PrivateKeyExportPassword: optional(text),
    }),
    NewCertificate: optional(data),
    /** DER: the new key is encrypted to it. */
    ReplyEncryptionCertificate: optional(data),
  },
  result: { RotateResult: optional(record({ EncryptedNewRecoveryKey: optional(data) })) },
});
