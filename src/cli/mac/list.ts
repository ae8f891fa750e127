/** `porchlight mac list`: every Mac of this home. */
import type { Command } from 'commander';
import { table } from '../table.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { deskOf } from './open-mac.ts';
import { summaryOf } from './summary.ts';
import type { Surroundings } from './surroundings.ts';

/** Lists Macs. A damaged one is named on stderr, and makes the exit code 1. */
export function listCommand(surroundings: Surroundings): Command {
  const { io } = surroundings;
  return macSubcommand('list', 'list the Macs', surroundings).action(
    performing(surroundings, async ({ home, json }: CommonOptions) => {
      const entries = await deskOf(home, surroundings).list();
      const macs = entries.flatMap((entry) => (entry.kind === 'mac' ? [summaryOf(entry.saved)] : []));
      const problems = entries.flatMap((entry) => (entry.kind === 'damaged' ? [entry.problem] : []));
      if (json === true) io.out(`${JSON.stringify(macs, undefined, 2)}\n`);
      else if (macs.length > 0) io.out(macTable(macs));
      else io.err('There are no Macs here.\nhint: "porchlight mac new NAME" makes one, "npm run tour" three.\n');
      for (const problem of problems) io.err(`porchlight: ${problem}\n`);
      return problems.length === 0 ? 0 : 1;
    }),
  );
}

function macTable(macs: readonly ReturnType<typeof summaryOf>[]): string {
  const rows = macs.map(({ name, serialNumber, macos, method, registration, screen }) => [
    name,
    serialNumber,
    macos,
    method,
    registration,
    screen,
  ]);
  return table(['NAME', 'SERIAL NUMBER', 'MACOS', 'METHOD', 'REGISTRATION', 'SCREEN'], rows);
}
