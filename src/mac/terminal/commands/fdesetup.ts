/** `fdesetup`: whether FileVault is on, and who can start the Mac. */
import { type Invocation, type TerminalCommand, failed, printed } from '../command.ts';
import { generatedUid } from '../../local-accounts/generated-uid.ts';

/** The command. */
export const fdesetup: TerminalCommand = {
  name: 'fdesetup',
  summary: 'fdesetup status | sudo fdesetup list: FileVault',
  run(invocation) {
    const [verb] = invocation.args;
    if (verb === 'status') {
      return printed(`FileVault is ${invocation.mac.state.fileVault.enabled ? 'On' : 'Off'}.\n`);
    }
    if (verb === 'list') return list(invocation);
    return failed('fdesetup: usage: fdesetup status | list');
  },
};

function list({ user, mac: { state } }: Invocation) {
  if (user !== 'root') return failed('Error: fdesetup must be run as root.');
  const names = Object.keys(state.fileVault.users).sort();
  return printed(names.map((name) => `${name},${generatedUid(state.hardware.udid, name)}\n`).join(''));
}
