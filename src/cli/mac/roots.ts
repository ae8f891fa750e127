/** `porchlight mac roots`: which TLS roots count as built into this Mac's macOS. */
import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { type Command, Option } from 'commander';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { tell } from './outcome.ts';
import { plainVerdict } from './plain-act.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions {
  readonly public?: boolean;
  readonly only?: string;
  readonly any?: boolean;
}

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Makes the Mac strict (the public roots, or those of a file) or lenient again (any root that this machine trusts). */
export function rootsCommand(surroundings: Surroundings): Command {
  return macSubcommand('roots', 'say which TLS roots count as built into macOS', surroundings)
    .argument('<mac>', 'name or serial number')
    .addOption(new Option('--public', 'the public roots only, as a real Mac').conflicts(['only', 'any']))
    .addOption(new Option('--only <file>', 'the roots of a PEM file only').conflicts('any'))
    .addOption(new Option('--any', 'any root that this machine trusts (as a new Mac)'))
    .action(
      performing(surroundings, async (mac: string, options: Options) => {
        const wanted = await wantedRoots(options);
        return withMac(options.home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.trustRoots(wanted));
          const which = wanted === undefined ? 'Any trusted root counts' : counted(wanted.length);
          return tell(surroundings, result, plainVerdict(result.outcome, `${which} as built in.`), options.json);
        });
      }),
    );
}

function counted(roots: number): string {
  return roots === 1 ? 'One root counts' : `${roots} roots count`;
}

async function wantedRoots(options: Options): Promise<readonly string[] | undefined> {
  if (options.public === true) return rootCertificates.map((pem) => fingerprintOf(pem));
  if (options.only !== undefined) return rootsOfFile(options.only);
  if (options.any === true) return undefined;
  throw new CommandRefusal('roots_not_said', 'It has to be said which roots count.', {
    hint: 'One of "--public", "--only FILE", "--any".',
    exitCode: 2,
  });
}

async function rootsOfFile(path: string): Promise<readonly string[]> {
  try {
    const blocks = (await readFile(path, 'utf8')).match(pemBlock) ?? [];
    if (blocks.length > 0) return blocks.map((pem) => fingerprintOf(pem));
  } catch {
    // Told below, as a file without certificates is.
  }
  throw new CommandRefusal('roots_unreadable', `The file ${path} has no certificates that can be read.`);
}

function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
