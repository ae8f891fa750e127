import { leave } from '../../login-window/screens.ts';
import { type CommandExecutor, acknowledged } from '../command.ts';

/** Shuts down. This Mac is switched on again as soon as somebody uses it. */
export const shutDownDevice: CommandExecutor = {
  requestType: 'ShutDownDevice',
  rights: 4,
  channels: 'device',
  run({ mac }) {
    if (mac.state.session.kind !== 'setup-assistant') leave(mac, true);
    return acknowledged();
  },
};
