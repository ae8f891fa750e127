/** `open https://...`: an address in Safari. Files and applications are nothing that this Mac opens. */
import { type TerminalCommand, failed, printed } from '../command.ts';

/** The command. It says nothing when all is well; `porchlight mac browse` shows the page. */
export const open: TerminalCommand = {
  name: 'open',
  summary: 'open https://... | open an address in Safari',
  async run({ args, mac }) {
    const [address = ''] = args;
    if (args.length !== 1) return failed('usage: open https://...');
    if (!/^https?:\/\//i.test(address)) return failed(`The file ${address} does not exist.`);
    const problem = await mac.openAddress(address);
    return problem === undefined ? printed('') : failed(`open: ${problem}`);
  },
};
