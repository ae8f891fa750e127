/** `security list-keychains`: the keychains that are searched. */
import { type TerminalCommand, accountOf, failed, printed } from '../command.ts';

/** The command. */
export const security: TerminalCommand = {
  name: 'security',
  summary: 'security list-keychains',
  run(invocation) {
    const [verb, ...rest] = invocation.args;
    if (verb !== 'list-keychains' || rest.length > 0) {
      return failed('security: this Mac knows "security list-keychains" only', 2);
    }
    const login = accountOf(invocation) ? `    "/Users/${invocation.user}/Library/Keychains/login.keychain-db"\n` : '';
    return printed(`${login}    "/Library/Keychains/System.keychain"\n`);
  },
};
