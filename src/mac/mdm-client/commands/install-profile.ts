import { type CommandExecutor, acknowledged, failed, malformed } from '../command.ts';
import { installMobileconfig } from '../install-mobileconfig.ts';

/** Installs or replaces a profile. On a user channel the profile is the user's. */
export const installProfile: CommandExecutor = {
  requestType: 'InstallProfile',
  rights: 2,
  channels: 'both',
  async run({ mac, command, channel }) {
    const { Payload: payload } = command;
    if (!(payload instanceof Uint8Array)) return malformed('The command has no "Payload".');
    // A locked keychain puts profiles of a user off.
    if (channel !== undefined && mac.state.session.kind !== 'desktop') return { status: 'NotNow' };
    const outcome = await installMobileconfig(mac, payload, 'mdm');
    if (outcome.kind === 'installed') return acknowledged();
    return failed('MCProfileErrorDomain', 1000, outcome.sentence);
  },
};
