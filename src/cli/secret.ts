/** Passwords on their way in: asked for without echo, read from stdin, or generated; never an argument. */
import { randomInt } from 'node:crypto';
import type { CommandContext } from './command.ts';
import { CliRefusal } from './refusal.ts';

/** The switches of a command that takes a password. */
export const passwordOptions = [
  ['--password-stdin', 'read the password from standard input'],
  ['--generate', 'make a password and print it once'],
] as const;

/** A password and whether it was made here and must be shown. */
export interface NewSecret {
  readonly value: string;
  readonly generated: boolean;
}

/** Gets a new password in the way that the switches say. */
export async function newSecret(context: CommandContext): Promise<NewSecret> {
  if (context.has('generate')) return { value: generatePassword(), generated: true };
  return { value: await presentSecret(context), generated: false };
}

/** Gets a password that exists already. */
export async function presentSecret(context: CommandContext): Promise<string> {
  const { io } = context;
  const typed = context.has('passwordStdin')
    ? (await io.stdin()).replace(/\r?\n$/, '')
    : await io.ask('Password: ', 'secret');
  if (typed !== undefined && typed !== '') return typed;
  const hint = 'use --password-stdin, or run the command in a terminal';
  throw new CliRefusal('password_missing', 'there is no password', hint, 2);
}

// No letters that look alike. Five groups of four from 31 letters: 99 bits.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('');
  return Array.from({ length: 5 }, group).join('-');
}
