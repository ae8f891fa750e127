import { findAccount, isPassword } from '../../local-accounts/local-accounts.ts';
import { isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { newRecoveryKey } from '../../file-vault/recovery-key.ts';
import { type CommandExecutor, acknowledged, failed, malformed } from '../command.ts';
import { canEncryptTo, encryptToCertificate } from '../encrypt-to-certificate.ts';

/** A new personal recovery key, encrypted to the certificate of the command. */
export const rotateFileVaultKey: CommandExecutor = {
  requestType: 'RotateFileVaultKey',
  rights: 4,
  channels: 'device',
  run({ mac, command }) {
    const { KeyType: keyType, FileVaultUnlock: unlock, ReplyEncryptionCertificate: certificate } = command;
    if (keyType !== 'personal') return malformed('Only a personal key can be rotated.');
    const password = isPlistDictionary(unlock) ? unlock['Password'] : undefined;
    if (typeof password !== 'string' || !(certificate instanceof Uint8Array)) {
      return malformed('The command has to have "FileVaultUnlock" and "ReplyEncryptionCertificate".');
    }
    if (!mac.state.fileVault.enabled) return failed('MCFileVaultErrorDomain', 10_000, 'FileVault is off.');
    const opens = Object.keys(mac.state.fileVault.users).some((name) => {
      const account = findAccount(mac.state.accounts, name);
      return account !== undefined && isPassword(account, password);
    });
    if (!opens) return failed('MCFileVaultErrorDomain', 10_001, 'The password does not open this disk.');
    if (!canEncryptTo(certificate))
      return malformed('"ReplyEncryptionCertificate" is not a certificate with an RSA key.');
    const key = newRecoveryKey(mac);
    return acknowledged({ RotateResult: { EncryptedNewRecoveryKey: encryptToCertificate(mac, certificate, key) } });
  },
};
