import { generatedUid } from '../../local-accounts/generated-uid.ts';
import { type CommandExecutor, acknowledged, failed, malformed, mdmDomain } from '../command.ts';
import { setAdministratorHash } from '../managed-administrator.ts';

/** Gives the managed administrator another password, as a hash. */
export const setAutoAdminPassword: CommandExecutor = {
  requestType: 'SetAutoAdminPassword',
  rights: 0,
  channels: 'device',
  run({ mac, command }) {
    const { GUID: guid, passwordHash } = command;
    if (typeof guid !== 'string' || !(passwordHash instanceof Uint8Array)) {
      return malformed('The command has to have "GUID" and "passwordHash".');
    }
    const { udid } = mac.state.hardware;
    const shortName = (mac.state.managedAdministrators ?? []).find((name) => generatedUid(udid, name) === guid);
    if (shortName === undefined) return failed(mdmDomain, 12_071, 'There is no such administrator account.');
    return setAdministratorHash(mac, shortName, passwordHash)
      ? acknowledged()
      : malformed('"passwordHash" is not a SALTED-SHA512-PBKDF2 dictionary.');
  },
};
