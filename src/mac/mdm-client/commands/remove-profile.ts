import { removeProfile as remove } from '../../mac-acts.ts';
import { type CommandExecutor, acknowledged, failed, malformed } from '../command.ts';
import { endEnrollment } from '../end-enrollment.ts';

/** Removes a profile that this MDM installed; its own enrollment profile ends the enrollment. */
export const removeProfile: CommandExecutor = {
  requestType: 'RemoveProfile',
  rights: 2,
  channels: 'both',
  run({ mac, management, command }) {
    const { Identifier: identifier } = command;
    if (typeof identifier !== 'string') return malformed('The command has no "Identifier".');
    const profile = mac.state.profiles.find((one) => one.identifier === identifier);
    if (!profile?.managed) {
      return failed('MDMErrorDomain', 12_075, `No profile "${identifier}" was installed by this MDM.`);
    }
    if (identifier === management.profileIdentifier) mac.afterConnection.push(() => endEnrollment(mac));
    else remove(mac, identifier);
    return acknowledged();
  },
};
