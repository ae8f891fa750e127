/** `sudo`: three tries at the password of the person at the keyboard, who must be an administrator. */
import { type CommandOutput, type Invocation, accountOf, failed } from './command.ts';

/** Whether root may run what follows: undefined when granted, or what sudo prints instead. */
export async function refusedBySudo(invocation: Invocation): Promise<CommandOutput | undefined> {
  const { user, mac, ask } = invocation;
  if (user === 'root') return undefined;
  let complaints = '';
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const password = await ask('Password:');
    if (password === undefined)
      return failed(`${complaints}${attempt === 1 ? noTerminal : ''}sudo: a password is required`);
    if (await mac.checkPassword(user, password)) return accountOf(invocation)?.admin ? undefined : notAllowed(user);
    complaints += attempt < 3 ? 'Sorry, try again.\n' : '';
  }
  return failed(`${complaints}sudo: 3 incorrect password attempts`);
}

/** The usage of sudo, for words that are not a command. */
export const sudoUsage = 'usage: sudo command [arg ...]';

const noTerminal = 'sudo: a terminal is required to read the password\n';

function notAllowed(user: string): CommandOutput {
  return failed(`${user} is not in the sudoers file.\nThis incident has been reported to the administrator.`);
}
