import { eraseMac } from '../../setup-assistant/erase.ts';
import { type CommandExecutor, acknowledged } from '../command.ts';

/** "Erase All Content and Settings": the Mac is back at Hello. The report goes out with the identity that is then gone. */
export const eraseDevice: CommandExecutor = {
  requestType: 'EraseDevice',
  rights: 8,
  channels: 'device',
  run({ mac }) {
    mac.afterConnection.push(() => eraseMac(mac));
    return acknowledged();
  },
};
