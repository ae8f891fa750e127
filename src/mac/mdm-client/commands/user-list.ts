import { generatedUid } from '../../local-accounts/generated-uid.ts';
import { type CommandExecutor, acknowledged } from '../command.ts';

/** The local accounts. */
export const userList: CommandExecutor = {
  requestType: 'UserList',
  rights: 0,
  channels: 'device',
  run({ mac }) {
    const { accounts, hardware, session } = mac.state;
    const present = session.kind === 'desktop' || session.kind === 'locked' ? session.user : undefined;
    const users = accounts.map(({ shortName, fullName, uniqueId, secureToken }) => ({
      UserName: shortName,
      FullName: fullName,
      UID: uniqueId,
      UserGUID: generatedUid(hardware.udid, shortName),
      IsLoggedIn: shortName === present,
      MobileAccount: false,
      HasSecureToken: secureToken,
    }));
    return acknowledged({ Users: users });
  },
};
