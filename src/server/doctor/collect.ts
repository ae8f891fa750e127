/** What to collect next, where nothing was found for certain: exact words to type on the Mac. */
import type { Diagnosis, DoctorFinding } from '#api/doctor.ts';
import type { Findings } from './findings.ts';
import { stepOf } from './rule.ts';

const state = 'In Terminal on the Mac, as the person who is logged in, and paste what it prints. $ app-sso platform -s';
const louder =
  'Have macOS log more. $ sudo log config --mode "level:debug,persist:debug" --subsystem "com.apple.AppSSO"';
const again =
  'Let it happen again, then take the log of it. $ log show --last 15m --info --debug --predicate \'subsystem == "com.apple.AppSSO" OR subsystem == "com.apple.PlatformSSO"\'';
const domains = 'See what the Mac holds of associated domains. $ sudo swcutil show';
const profiles = 'See management and profiles. $ profiles status -type enrollment; sudo profiles list';
const version = 'See which macOS it is. $ sw_vers';
const everything = 'Where that tells nothing either, take everything for Apple or the app’s maker. $ sudo sysdiagnose';
const quieter = 'Then set the log back. $ sudo log config --reset --subsystem "com.apple.AppSSO"';

/** The steps; none where something was found for certain. */
export function collectNext({ text, mac, hosts }: Findings, found: readonly DoctorFinding[]): Diagnosis['collect'] {
  if (found.some(({ confidence }) => confidence === 'certain')) return [];
  const has = (name: string) => text?.tools.some((tool) => tool.name === name) === true;
  const lines = [
    ...(text?.state ? [] : [state]),
    ...(text !== undefined && mac === undefined
      ? ['Name the Mac as well: what the server refused to it is in its audit chain.']
      : []),
    ...(hosts === undefined ? ['Ask the hosts now. $ porchlight doctor SERIAL --live'] : []),
    ...((text?.log.length ?? 0) > 0 ? [] : [louder, again]),
    ...(has('swcutil show') ? [] : [domains]),
    ...(has('profiles list') ? [] : [profiles]),
    ...(text?.macos.version === undefined && mac?.osVersion === undefined ? [version] : []),
    everything,
    ...((text?.log.length ?? 0) > 0 ? [] : [quieter]),
  ];
  return lines.map((line) => {
    const { text: sentence, command } = stepOf(line);
    return { text: sentence, command: command?.replace('SERIAL', mac?.serialNumber ?? 'SERIAL') ?? null };
  });
}
