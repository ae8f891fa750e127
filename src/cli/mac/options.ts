/** Options that several commands share, and how the words of the command line become values. */
import { isAbsolute, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type MacosVersion, macosVersions } from '#mac/macos/versions.ts';

/** The checkout, three folders up from here. */
const checkout = join(import.meta.dirname, '../../..');

/** Where the data home is unless said otherwise. */
export const defaultHome = join(checkout, '.porchlight');

/** `--home`, with `PORCHLIGHT_HOME` behind it. */
export function homeOption(): Option {
  return new Option('--home <directory>', 'where the Macs are kept')
    .env('PORCHLIGHT_HOME')
    .default(defaultHome, '.porchlight');
}

/** `--json`. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON, with the evidence of every message');
}

/** `--answers` and `--password-stdin`. */
export function addAnswerOptions(command: Command): Command {
  return command
    .option('--answers <file>', 'JSON file with answers to the questions')
    .option('--password-stdin', 'read answers from stdin, one a line, in the order of the questions');
}

/** An absolute path, from where the person stands. */
export function absolutePath(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}

/** The latest version that this Mac plays of `14`, or the very one of `14.4`. */
export function parseMacos(text: string): MacosVersion {
  const found = macosVersions.findLast((version) => version === text || version.split('.')[0] === text);
  if (!found)
    throw new InvalidArgumentError(`It is one of 13, 14, 15, 26, 27, or exactly ${macosVersions.join(', ')}.`);
  return found;
}

/** The methods as the command line names them, with Apple's names. */
export const methods = {
  password: 'Password',
  'secure-enclave': 'UserSecureEnclaveKey',
  'smart-card': 'SmartCard',
  web: 'OpenID',
} as const;
/** A method as the command line names it. */
export type MethodName = keyof typeof methods;

/** `--issuer`, with `PORCHLIGHT_ISSUER` behind it. */
export function issuerOption(usual: string): Option {
  return new Option('--issuer <url>', `the identity provider (usually ${usual})`)
    .env('PORCHLIGHT_ISSUER')
    .argParser(parseIssuer);
}

function parseIssuer(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') throw new InvalidArgumentError('It is an https URL.');
  return text.replace(/\/$/, '');
}

/** A serial number, in capital letters. */
export function parseSerial(text: string): string {
  const serial = text.toUpperCase();
  if (!/^[A-Z0-9]{8,14}$/.test(serial)) throw new InvalidArgumentError('It is 8 to 14 letters and digits.');
  return serial;
}
