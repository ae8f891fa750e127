import { type PlistDictionary, type PlistValue, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { MacParts } from '../../mac-parts.ts';
import { type CommandExecutor, acknowledged, errorChain, malformed, mdmDomain } from '../command.ts';

/**
 * Settings: the name of the Mac is all that is acted on here; each item says for itself how it went. Source: Apple,
 * SettingsCommand.
 */
export const settings: CommandExecutor = {
  requestType: 'Settings',
  rights: 2048,
  channels: 'device',
  run({ mac, command }) {
    const { Settings: items } = command;
    if (!Array.isArray(items) || items.length === 0) return malformed('The command has no "Settings".');
    return acknowledged({ Settings: (items as readonly PlistValue[]).map((item) => applied(mac, item)) });
  },
};

function applied(mac: MacParts, item: PlistValue): PlistDictionary {
  const { Item: kind, DeviceName: name } = isPlistDictionary(item) ? item : {};
  const named = typeof kind === 'string' ? { Item: kind } : {};
  if (kind !== 'DeviceName') return { ...named, ...problem('This Mac does not act on this setting.') };
  if (typeof name !== 'string' || name === '') return { ...named, ...problem('"DeviceName" is not a name.') };
  mac.state.hardware.computerName = name;
  return { ...named, Status: 'Acknowledged' };
}

function problem(sentence: string): PlistDictionary {
  return { Status: 'Error', ErrorChain: errorChain([{ domain: mdmDomain, code: 12_000, description: sentence }]) };
}
