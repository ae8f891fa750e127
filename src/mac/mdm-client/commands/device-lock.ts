import { leave } from '../../login-window/screens.ts';
import { type CommandExecutor, acknowledged, malformed } from '../command.ts';

/** Locks the Mac: it restarts to where a password is needed. A Mac wants a PIN of six characters. */
export const deviceLock: CommandExecutor = {
  requestType: 'DeviceLock',
  rights: 4,
  channels: 'device',
  run({ mac, command }) {
    const { PIN: pin } = command;
    if (typeof pin !== 'string' || pin.length !== 6) return malformed('A Mac is locked with a PIN of six characters.');
    if (mac.state.session.kind !== 'setup-assistant') leave(mac, true);
    return acknowledged('Message' in command || 'PhoneNumber' in command ? { MessageResult: 'Success' } : undefined);
  },
};
