import { type CommandExecutor, acknowledged } from '../command.ts';

/** The applications, or those of some identifiers. What is being downloaded is not there yet. */
export const installedApplicationList: CommandExecutor = {
  requestType: 'InstalledApplicationList',
  rights: 256,
  channels: 'device',
  run({ mac, command }) {
    const { Identifiers: identifiers, ManagedAppsOnly: managedOnly } = command;
    const shown = (mac.state.applications ?? []).filter(
      ({ identifier, managed }) =>
        (!Array.isArray(identifiers) || identifiers.length === 0 || identifiers.includes(identifier)) &&
        (managedOnly !== true || managed),
    );
    return acknowledged({
      InstalledApplicationList: shown.map(({ identifier, name, version, shortVersion, size }) => ({
        Identifier: identifier,
        Name: name,
        Version: version,
        ShortVersion: shortVersion,
        BundleSize: size,
        Installing: false,
      })),
    });
  },
};
