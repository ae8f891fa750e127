/** `whoami`: the short name of whoever runs it. */
import { type TerminalCommand, failed, printed } from '../command.ts';

/** The command. */
export const whoami: TerminalCommand = {
  name: 'whoami',
  summary: 'print who runs this',
  run: ({ args, user }) => (args.length === 0 ? printed(`${user}\n`) : failed('usage: whoami')),
};
