import { leave } from '../../login-window/screens.ts';
import { type CommandExecutor, acknowledged } from '../command.ts';

/** Restarts; in Setup Assistant the pane stays. */
export const restartDevice: CommandExecutor = {
  requestType: 'RestartDevice',
  rights: 4,
  channels: 'device',
  run({ mac }) {
    if (mac.state.session.kind !== 'setup-assistant') leave(mac, true);
    return acknowledged();
  },
};
