/** `porchlight mac unbox`: a Mac out of the box, saying Hello. */
import { type Command, Option } from 'commander';
import { randomHardware } from '#mac/home/hardware.ts';
import { uidKeyLength } from '#mac/home/mac-folder.ts';
import type { Connection } from '#mac/home/saved-mac.ts';
import type { Hardware } from '#mac/mac-state.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { deskOf, macPorts } from './open-mac.ts';
import { issuerOption, parseMacos, parseSerial } from './options.ts';
import { connectionTo, localIssuer } from './server-address.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions {
  readonly macos: MacosVersion;
  readonly serial?: string;
  readonly issuer?: string;
  readonly trustedRoots?: string;
}

/** Puts a boxed Mac on the desk. */
export function unboxCommand(surroundings: Surroundings): Command {
  return macSubcommand('unbox', 'put a Mac on the desk as it comes out of its box', surroundings)
    .argument('<name>', 'lower-case letters, digits, ".", "_", "-"')
    .addOption(new Option('--macos <version>', '13, 14, 15, 26 or 27').argParser(parseMacos).default('26.0'))
    .option('--serial <number>', 'the serial number (default: made up)', parseSerial)
    .addOption(issuerOption(localIssuer))
    .option('--trusted-roots <file>', 'PEM file of TLS roots to trust besides the public ones')
    .action(
      performing(surroundings, async (name: string, options: Options) => {
        const connection = await connectionTo(options.issuer ?? localIssuer, options.home, options.trustedRoots);
        const { macos, serial, home } = options;
        const hardware = await unboxMac(home, { name, macos, serialNumber: serial, connection }, surroundings);
        const { io } = surroundings;
        io.out(options.json === true ? `${JSON.stringify({ name, ...hardware })}\n` : `${hardware.serialNumber}\n`);
        io.err(`Unboxed "${name}", a ${hardware.model} with macOS ${macos}. It says Hello.\n`);
        io.err(`hint: "porchlight apple device add ${hardware.serialNumber} SERVER" makes it your organisation's;\n`);
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
