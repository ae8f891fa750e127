/** `porchlight mac unbox`: a Mac out of the box, saying Hello. */
import { type Command, Option } from 'commander';
import { randomHardware } from '#mac/home/hardware.ts';
import { uidKeyLength } from '#mac/home/mac-folder.ts';
import type { Connection } from '#mac/home/saved-mac.ts';
import type { Hardware } from '#mac/mac-state.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { actsAt } from '../apple/acts.ts';
import { laboratoryFolder } from '../laboratory.ts';
import { serverName } from '../server-name.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { deskOf, macPorts } from './open-mac.ts';
import { absolutePath, issuerOption, parseMacos, parseSerial } from './options.ts';
import { CommandRefusal } from './refusal.ts';
import { connectionTo, localAdministration, localIssuer } from './server-address.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions {
  readonly macos: MacosVersion;
  readonly serial?: string;
  readonly issuer?: string;
  readonly trustedRoots?: string;
  readonly assigned?: boolean;
}

/** Puts a boxed Mac on the desk. */
export function unboxCommand(surroundings: Surroundings): Command {
  return macSubcommand('unbox', 'put a Mac on the desk as it comes out of its box', surroundings)
    .argument('<name>', 'lower-case letters, digits, ".", "_", "-"')
    .addOption(new Option('--macos <version>', '13, 14, 15, 26 or 27').argParser(parseMacos).default('26.0'))
    .option('--serial <number>', 'the serial number (default: made up)', parseSerial)
    .addOption(issuerOption(localIssuer))
    .option('--trusted-roots <file>', 'PEM file of TLS roots to trust besides the public ones')
    .option('--assigned', 'bought by the organisation: known to simulated Apple, and to the server of this machine')
    .action(
      performing(surroundings, async (name: string, options: Options) => {
        const issuer = options.issuer ?? localIssuer;
        const connection = { ...(await connectionTo(issuer, options.home, options.trustedRoots)), issuer };
        const { macos, serial, home, assigned } = options;
        const hardware = await unboxMac(home, { name, macos, serialNumber: serial, connection }, surroundings);
        if (assigned === true) await assignMac(home, hardware.serialNumber, connection, surroundings);
        const { io } = surroundings;
        io.out(options.json === true ? `${JSON.stringify({ name, ...hardware })}\n` : `${hardware.serialNumber}\n`);
        io.err(`Unboxed "${name}", a ${hardware.model} with macOS ${macos}. It says Hello.\n`);
        if (assigned !== true) {
          io.err(`hint: "porchlight apple device add ${hardware.serialNumber} SERVER" makes it your organisation's;\n`);
        }
        io.err(`hint: "porchlight mac setup ${name}" sets it up.\n`);
        return 0;
      }),
    );
}

/** Which Mac. */
export interface BoxedMacWish {
  readonly name: string;
  readonly macos: MacosVersion;
  readonly serialNumber: string | undefined;
  readonly connection: Connection;
}

/** Puts it on the desk. @throws {MacHomeError} as the desk */
export async function unboxMac(home: string, wish: BoxedMacWish, surroundings: Surroundings): Promise<Hardware> {
  const { name, macos, connection } = wish;
  const drawn = randomHardware(macos, surroundings.random);
  const hardware = { ...drawn, serialNumber: wish.serialNumber ?? drawn.serialNumber };
  const uidKey = surroundings.random.bytes(uidKeyLength);
  const ports = await macPorts(home, connection, uidKey, surroundings);
  const mac = surroundings.macs.unbox({ ...hardware, computerName: 'Mac', macos }, ports);
  const saved = { createdAt: surroundings.clock.now(), connection, state: mac.state() };
  await deskOf(home, surroundings).create(name, uidKey, saved);
  return saved.state.hardware;
}

/** At Apple the Mac belongs to our server's organisation; the server hears of it and says what the Mac is to do. */
export async function assignMac(
  home: string,
  serialNumber: string,
  connection: Connection & { readonly issuer: string },
  surroundings: Surroundings,
): Promise<void> {
  const api = await localAdministration(home, connection, surroundings);
  if (!api) {
    throw new CommandRefusal(
      'no_admin_token',
      `The home ${home} has no administration token for ${connection.issuer}.`,
    );
  }
  await actsAt(laboratoryFolder(absolutePath(home)))('add-device', { serial: serialNumber, server: serverName });
  await api.syncAde();
}
