/** `sw_vers`: the version of macOS. */
import { buildOf } from '../../macos/versions.ts';
import { type TerminalCommand, failed, printed } from '../command.ts';

/** The command. */
export const swVers: TerminalCommand = {
  name: 'sw_vers',
  summary: 'print the macOS version',
  run({ args, mac }) {
    const values = new Map<string, string>([
      ['ProductName', 'macOS'],
      ['ProductVersion', mac.state.macos],
      ['BuildVersion', buildOf(mac.state.macos)],
    ]);
    const [option] = args;
    if (option === undefined) return printed([...values].map(([name, value]) => `${name}:\t\t${value}\n`).join(''));
    const name = [...values.keys()].find((key) => key.toLowerCase() === option.replace(/^--?/, '').toLowerCase());
    if (args.length > 1 || !option.startsWith('-') || name === undefined) return failed(usage);
    return printed(`${values.get(name) ?? ''}\n`);
  },
};

const usage = 'Usage: sw_vers [--help|--productName|--productVersion|--buildVersion]';
