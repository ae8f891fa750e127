/** `porchlight mac new`: a Mac out of the box, joined to an organisation's management, not yet registered. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { HttpsError } from '#runtime/https-fetch.ts';
import { ApiError } from '#api/error.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { type LoginConfiguration, parseLoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { type AnswerOptions, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { type MacWish, makeMac } from './make-mac.ts';
import { type MethodName, addAnswerOptions, issuerOption, methods, parseMacos, parseSerial } from './options.ts';
import { CommandRefusal } from './refusal.ts';
import { connectionTo, localAdministration, localIssuer } from './server-address.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly macos: MacosVersion;
  readonly method: MethodName;
  readonly account?: string;
  readonly fullName?: string;
  readonly serial?: string;
  readonly issuer?: string;
  readonly trustedRoots?: string;
  readonly loginConfiguration?: string;
  readonly loginUserName?: string;
  readonly registrationTokenStdin?: boolean;
  readonly registrationToken?: boolean;
  readonly accountsAtLogin?: boolean;
  readonly syncPassword?: boolean;
  readonly administratorGroup?: readonly string[];
}

/** Makes a Mac. */
export function newCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('new', 'make a Mac and put it on the desk', surroundings))
    .argument('<name>', 'lower-case letters, digits, ".", "_", "-"')
    .addOption(new Option('--macos <version>', '13, 14, 15, 26 or 27').argParser(parseMacos).default('15.4'))
    .addOption(
      new Option('--method <method>', 'how people sign in').choices(Object.keys(methods)).default('secure-enclave'),
    )
    .option('--account <short name>', 'the first local account (default: the name of the Mac)')
    .option('--full-name <name>', "the account's full name")
    .option('--serial <number>', 'the serial number (default: made up)', parseSerial)
    .addOption(issuerOption(localIssuer))
    .option('--trusted-roots <file>', 'PEM file of TLS roots to trust besides the public ones')
    .option('--login-configuration <file>', 'JSON login configuration of any issuer that follows the protocol')
    .option('--login-user-name <name>', 'with --login-configuration: the name to sign in by')
    .addOption(
      new Option('--registration-token-stdin', 'read the registration token from stdin').conflicts('passwordStdin'),
    )
    .option('--accounts-at-login', 'the login window makes accounts for people of the organisation')
    .option('--sync-password', 'with --method web: the sign-in pages may make their password the local one')
    .option('--administrator-group <name...>', 'groups of the organisation that answer administrator prompts')
    .option('--no-registration-token', 'do not ask the local server for one')
    .action(
      performing(surroundings, async (name: string, options: Options) => {
        const wish = await wishOf(name, options, surroundings);
        const hardware = await makeMac(options.home, wish, surroundings);
        const { io } = surroundings;
        io.out(options.json === true ? `${JSON.stringify({ name, ...hardware })}\n` : `${hardware.serialNumber}\n`);
        io.err(`Made "${name}", a ${hardware.model} with macOS ${options.macos}, for ${wish.account.shortName}.\n`);
        io.err(`hint: "porchlight mac register ${name}" joins it to ${wish.connection.issuer}.\n`);
        return 0;
      }),
    );
}

async function wishOf(name: string, options: Options, surroundings: Surroundings): Promise<MacWish> {
  const method = methods[options.method];
  if (method === 'SmartCard' && options.macos === '13.0') {
    throw new CommandRefusal('method_needs_newer_macos', 'Smart cards came to Platform SSO with macOS 14.', {
      hint: 'Use "--macos 14".',
      exitCode: 2,
    });
  }
  if (method === 'OpenID' && options.macos !== '27.0') {
    throw new CommandRefusal('method_needs_newer_macos', 'Web sign-in came to Platform SSO with macOS 27.', {
      hint: 'Use "--macos 27".',
      exitCode: 2,
    });
  }
  const configuration =
    options.loginConfiguration === undefined ? undefined : await readConfiguration(options.loginConfiguration);
  const issuer = configuration?.issuer ?? options.issuer ?? localIssuer;
  const connection = { ...(await connectionTo(issuer, options.home, options.trustedRoots)), issuer };
  const shortName = options.account ?? name;
  const token = options.registrationTokenStdin === true ? (await surroundings.io.stdin()).trim() : undefined;
  const answers = await openAnswers(surroundings.io, options);
  return {
    name,
    macos: options.macos,
    method,
    account: {
      shortName,
      fullName: options.fullName ?? shortName,
      password: await answers.to('local-password', `Choose a password for the local account ${shortName}`),
    },
    serialNumber: options.serial,
    connection,
    accountDisplayName: configuration?.accountDisplayName ?? 'Porchlight',
    foreign: configuration && { configuration, loginUserName: options.loginUserName },
    createsAccounts: options.accountsAtLogin ?? false,
    syncsPassword: options.syncPassword ?? false,
    administratorGroups: options.administratorGroup ?? [],
    registrationToken: async (serial) =>
      token ??
      (configuration || options.registrationToken === false
        ? undefined
        : tokenOfServer(serial, options, connection, surroundings)),
  };
}

/** A token from the server on this machine, where it is to be had; a Mac without one registers by the person's sign-in. */
async function tokenOfServer(
  serialNumber: string,
  { home }: Options,
  connection: MacWish['connection'],
  surroundings: Surroundings,
): Promise<string | undefined> {
  const api = await localAdministration(home, connection, surroundings);
  if (!api) return undefined;
  try {
    return (await api.issueRegistrationToken({ body: { serialNumber } })).token;
  } catch (error) {
    if (!(error instanceof HttpsError) && !(error instanceof ApiError)) throw error;
    surroundings.io.err(`porchlight: the Mac has no registration token: ${error.message}\n`);
    return undefined;
  }
}

async function readConfiguration(path: string): Promise<LoginConfiguration> {
  const json = parseJsonObject(await readFile(path, 'utf8'));
  if (json) return parseLoginConfiguration(json);
  throw new CommandRefusal('login_configuration_malformed', `The file ${path} is not a JSON object.`, { exitCode: 2 });
}
