import { type CommandExecutor, acknowledged } from '../command.ts';

/** Lets Setup Assistant go on. A second one does no harm. */
export const deviceConfigured: CommandExecutor = {
  requestType: 'DeviceConfigured',
  rights: 0,
  channels: 'both',
  run({ management, channel }) {
    if (channel === undefined) management.awaitingConfiguration = false;
    return acknowledged();
  },
};
