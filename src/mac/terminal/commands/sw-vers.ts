/** `sw_vers`: the version of macOS. Build numbers are those of the public releases; for 27.0 the number is made up. */
import type { MacosVersion } from '../../macos/versions.ts';
import { type TerminalCommand, failed, printed } from '../command.ts';

const builds: Readonly<Record<MacosVersion, string>> = {
  '13.0': '22A380',
  '14.0': '23A344',
  '14.4': '23E214',
  '15.0': '24A335',
  '15.4': '24E248',
  '26.0': '25A354',
  '27.0': '26A300',
};

/** The command. */
export const swVers: TerminalCommand = {
  name: 'sw_vers',
  summary: 'print the macOS version',
  run({ args, mac }) {
    const values = new Map<string, string>([
      ['ProductName', 'macOS'],
      ['ProductVersion', mac.state.macos],
      ['BuildVersion', builds[mac.state.macos]],
    ]);
    const [option] = args;
    if (option === undefined) return printed([...values].map(([name, value]) => `${name}:\t\t${value}\n`).join(''));
    const name = [...values.keys()].find((key) => key.toLowerCase() === option.replace(/^--?/, '').toLowerCase());
    if (args.length > 1 || !option.startsWith('-') || name === undefined) return failed(usage);
    return printed(`${values.get(name) ?? ''}\n`);
  },
};

const usage = 'Usage: sw_vers [--help|--productName|--productVersion|--buildVersion]';
