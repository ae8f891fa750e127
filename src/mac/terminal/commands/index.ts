/** Every command of the virtual Mac's Terminal, by name. */
import { appSso } from '../app-sso/app-sso.ts';
import { type TerminalCommand, printed } from '../command.ts';
import { dscl } from './dscl.ts';
import { fdesetup } from './fdesetup.ts';
import { id } from './id.ts';
import { log } from './log.ts';
import { open } from './open.ts';
import { profiles } from './profiles.ts';
import { scAuth } from './sc-auth.ts';
import { security } from './security.ts';
import { swVers } from './sw-vers.ts';
import { swcutil } from './swcutil.ts';
import { whoami } from './whoami.ts';

const help: TerminalCommand = {
  name: 'help',
  summary: 'this list',
  run: () => {
    const rows = [...commands.values()].map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`);
    return printed(`Commands of this Mac; "sudo" before any of them asks for your password:\n${rows.join('')}`);
  },
};

/** Name to command, in the order in which `help` lists them. */
export const commands: ReadonlyMap<string, TerminalCommand> = new Map(
  [appSso, scAuth, profiles, dscl, id, whoami, swVers, fdesetup, log, swcutil, security, open, help].map((command) => [
    command.name,
    command,
  ]),
);
