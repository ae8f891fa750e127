/** `porchlight mac`: virtual Macs on this desk. */
import { Command, CommanderError } from 'commander';
import { appCommand } from './app.ts';
import { authorizeCommand } from './authorize.ts';
import { behaveCommand } from './behave.ts';
import { browseCommand } from './browse.ts';
import { cardCommand } from './card.ts';
import { usageOutput } from './command.ts';
import { deleteCommand } from './delete.ts';
import { eraseCommand } from './erase.ts';
import { listCommand } from './list.ts';
import { lockCommand } from './lock.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { mdmCommand } from './mdm.ts';
import { misbehaveCommand } from './misbehave.ts';
import { newCommand } from './new.ts';
import { offlineCommand } from './offline.ts';
import { onlineCommand } from './online.ts';
import { openProfileCommand } from './open-profile.ts';
import { porchlightAppCommand } from './porchlight-app.ts';
import { rebootCommand } from './reboot.ts';
import { registerCommand } from './register.ts';
import { renewCommand } from './renew.ts';
import { rootsCommand } from './roots.ts';
import { runCommand } from './run.ts';
import { showCommand } from './show.ts';
import { setupCommand } from './setup.ts';
import { settingsCommand } from './settings.ts';
import { signInCommand } from './sign-in.ts';
import { realSurroundings, type Surroundings } from './surroundings.ts';
import { unboxCommand } from './unbox.ts';
import { unenrollCommand } from './unenroll.ts';
import { unlockCommand } from './unlock.ts';
import { workCommand } from './work.ts';

const commands = [
  newCommand,
  unboxCommand,
  setupCommand,
  mdmCommand,
  openProfileCommand,
  unenrollCommand,
  eraseCommand,
  listCommand,
  showCommand,
  registerCommand,
  signInCommand,
  loginCommand,
  lockCommand,
  unlockCommand,
  logoutCommand,
  rebootCommand,
  authorizeCommand,
  renewCommand,
  runCommand,
  browseCommand,
  appCommand,
  porchlightAppCommand,
  settingsCommand,
  cardCommand,
  offlineCommand,
  onlineCommand,
  rootsCommand,
  misbehaveCommand,
  behaveCommand,
  workCommand,
  deleteCommand,
];

/** The noun with its verbs. Exit codes go through `surroundings.io.exit`; wrong use throws CommanderError. */
export function macCommand(surroundings: Surroundings = realSurroundings()): Command {
  const mac = new Command('mac')
    .description('virtual Macs: make, register, lock, unlock, look inside')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(usageOutput(surroundings.io));
  for (const make of commands) mac.addCommand(make(surroundings));
  return mac;
}

/** Runs the words after `porchlight mac`. @returns the exit code: 0 done, 1 refused or failed, 2 wrong use, or that of `run` */
export async function runMac(
  argv: readonly string[],
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  let exitCode = 0;
  const io = { ...surroundings.io, exit: (code: number) => void (exitCode = code) };
  try {
    await macCommand({ ...surroundings, io }).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
