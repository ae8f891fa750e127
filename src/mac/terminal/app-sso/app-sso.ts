/**
 * `app-sso`: the state of Platform SSO, and sample messages. The real tool has no command that registers or signs out:
 * such options, seen in scripts on the web, are refused as unknown here as there.
 */
import { type CommandOutput, type Invocation, type TerminalCommand, failed, printed } from '../command.ts';
import { kerberos } from './kerberos.ts';
import { appSsoState } from './platform-state.ts';

/** The command. */
export const appSso: TerminalCommand = {
  name: 'app-sso',
  summary: 'app-sso platform -s | app-sso platform -m: the state of Platform SSO, sample messages',
  run(invocation) {
    const [mode, ...rest] = invocation.args;
    if (mode === '-h' || mode === '--help') return printed(`${usage}\n`);
    if (mode === 'platform') return platform(invocation, rest);
    const words = mode === 'kerberos' ? rest : invocation.args;
    return kerberos(words) ?? refuse(words[0]);
  },
};

const usage = [
  'Usage: app-sso [kerberos|platform] [command]',
  '',
  'platform:',
  '  -s, --state       print the state of Platform SSO for the user who runs this',
  '  -m, --messages    print sample messages, signed with a key that is printed too',
  '',
  'kerberos (default):',
  '  -a, --authenticate REALM [-u USER] [-f] [-q]',
  '  -d, --logout REALM',
  '  -c, --changepassword REALM',
  '  -l, --listrealms',
  '  -i, --realminfo REALM',
  '  -s, --sitecode REALM',
  '  -r, --reset REALM',
  '  -k, --keychainoption REALM',
  '  -j, --json',
  '  -h, --help',
].join('\n');

function platform({ user, mac }: Invocation, words: readonly string[]): CommandOutput {
  const [option, ...rest] = words;
  if (rest.length > 0) return refuse(rest[0]);
  if (option === '-s' || option === '--state') return printed(appSsoState(mac.state, user, mac.now()));
  if (option === '-m' || option === '--messages') return printed(mac.sampleMessages(user));
  return refuse(option);
}

function refuse(word: string | undefined): CommandOutput {
  const complaint = word === undefined ? '' : `app-sso: unrecognized option \`${word}'\n`;
  return failed(`${complaint}${usage}`);
}
