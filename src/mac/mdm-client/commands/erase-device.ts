import { eraseMac } from '../../setup-assistant/erase.ts';
import { type CommandExecutor, acknowledged, malformed } from '../command.ts';

/** "Erase All Content and Settings": the Mac is back at Hello. The report goes out with the identity that is then gone. */
export const eraseDevice: CommandExecutor = {
  requestType: 'EraseDevice',
  rights: 8,
  channels: 'device',
  run({ mac, command }) {
    const { PIN: pin } = command;
    if (!mac.state.hardware.appleSilicon && (typeof pin !== 'string' || pin.length !== 6)) {
      return malformed('A Mac with an Intel processor is erased with a PIN of six characters.');
    }
    mac.afterConnection.push(() => eraseMac(mac));
    return acknowledged();
  },
};
