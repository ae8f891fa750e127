/** What Tab completes: the commands of the virtual Mac, and what the shell does by itself. */

/** Commands of the Mac, as `help` lists them. The test beside this file compares them. */
export const commandNames = [
  'app-sso',
  'sc_auth',
  'profiles',
  'dscl',
  'id',
  'whoami',
  'sw_vers',
  'fdesetup',
  'log',
  'swcutil',
  'security',
  'open',
  'help',
] as const;

/** What needs no Mac. */
export const shellWords = ['clear', 'exit', 'history', 'sudo'] as const;

/** The names that a word may become; after `sudo` the Mac's commands. Options and files are not completed. */
export function completions(line: string): readonly string[] {
  const words = line.split(/ +/);
  const isFirst = words.length === 1 || (words.length === 2 && words[0] === 'sudo');
  const begun = words.at(-1) ?? '';
  if (!isFirst || begun === '') return [];
  const names = words.length === 1 ? [...commandNames, ...shellWords] : commandNames;
  return names.filter((name) => name.startsWith(begun)).toSorted();
}
