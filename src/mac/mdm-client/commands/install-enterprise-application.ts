import { jsonOf } from '../../profile-store/mobileconfig.ts';
import { isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { type CommandExecutor, acknowledged, malformed } from '../command.ts';

/** Accepts a package to install; downloading comes after the report, and how it ends is not told (Apple, same page). */
export const installEnterpriseApplication: CommandExecutor = {
  requestType: 'InstallEnterpriseApplication',
  rights: 4096,
  channels: 'device',
  run({ management, command }) {
    const { Manifest: manifest, ManifestURL: manifestUrl, InstallAsManaged, ManagementFlags } = command;
    const source = isPlistDictionary(manifest) ? manifest : manifestUrl;
    if (source === undefined || (isPlistDictionary(manifest) && manifestUrl !== undefined)) {
      return malformed('The command has to have either "Manifest" or "ManifestURL".');
    }
    if (typeof source === 'string' && !source.startsWith('https://')) {
      return malformed('"ManifestURL" is not an https address.');
    }
    if (typeof source !== 'string' && !isPlistDictionary(source)) return malformed('"ManifestURL" is not a text.');
    management.pendingPackages.push({
      source: typeof source === 'string' ? source : jsonOf(source),
      managed: InstallAsManaged === true,
      removedOnUnenroll: ManagementFlags === 1,
    });
    return acknowledged();
  },
};
