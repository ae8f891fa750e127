/** The Kerberos half of `app-sso`. A virtual Mac has no realm, and says so. */
import { type CommandOutput, failed, printed } from '../command.ts';

const withRealm = new Set([
  '-a',
  '--authenticate',
  '-d',
  '--logout',
  '-c',
  '--changepassword',
  '-i',
  '--realminfo',
  '-s',
  '--sitecode',
  '-r',
  '--reset',
  '-k',
  '--keychainoption',
]);

/** `app-sso kerberos …`, and `app-sso …` without a mode. Undefined when the words are not a Kerberos command. */
export function kerberos(words: readonly string[]): CommandOutput | undefined {
  const json = words.includes('-j') || words.includes('--json');
  const [option = '', realm, ...rest] = words.filter((word) => word !== '-j' && word !== '--json');
  if (option === '-l' || option === '--listrealms') {
    return printed(json ? '[\n\n]\n' : 'No Kerberos realm is configured on this Mac.\n');
  }
  if (!withRealm.has(option)) return undefined;
  if (realm === undefined || (rest.length > 0 && option !== '-a' && option !== '--authenticate')) return undefined;
  return failed(`No Kerberos realm "${realm}" is configured on this Mac.`);
}
