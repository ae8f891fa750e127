/** What `npm run bench` is asked for. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from './management/store.ts';

/** Options, with their defaults filled in. */
export interface BenchOptions {
  /** About a minute instead of several: one short run of each, a smaller storm, no 100,000 devices. */
  readonly quick: boolean;
  /** Names of parts to run; empty for all. */
  readonly only: readonly string[];
  /** Devices in the store, except where growth is measured. */
  readonly devices: number;
  /** How often each is measured; the better is kept. */
  readonly runs: number;
  /** Seconds of one measurement. */
  readonly seconds: number;
  /** Macs that come out of their boxes at once. */
  readonly macs: number;
  /** Where device management keeps its data, one after the other. */
  readonly engines: readonly Engine[];
  /** Where the JSON goes. */
  readonly json: string;
  /** Folder for V8's profiles of the servers. */
  readonly profile: string | undefined;
}

/** Told for `--help` and for options that are none. */
export const usage = `npm run bench -- [options]

  --quick            about a minute: one short run of each
  --scenario NAME    only this part; may be given more than once
  --devices N        devices in the store (10000)
  --runs N           measure each so often and keep the better (2)
  --macs N           Macs that come out of their boxes at once (200, with --quick 20)
  --database ENGINE  device management on sqlite or postgres only (both)
  --json FILE        where the result goes (.porchlight/bench.json)
  --profile FOLDER   write V8's CPU profiles of the servers there
`;

/** Reads the command line. @throws TypeError for an option that is none; RangeError for a number that is none */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [] },
      devices: { type: 'string', default: '10000' },
      runs: { type: 'string' },
      macs: { type: 'string' },
      database: { type: 'string' },
      json: { type: 'string', default: '.porchlight/bench.json' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick } = values;
  return {
    quick,
    only: values.scenario,
    devices: count('--devices', values.devices, 500),
    runs: count('--runs', values.runs ?? (quick ? '1' : '2'), 1),
    seconds: quick ? 1 : 4,
    macs: count('--macs', values.macs ?? (quick ? '20' : '200'), 1),
    engines: enginesOf(values.database),
    json: resolve(values.json),
    profile: values.profile === undefined ? undefined : resolve(values.profile),
  };
}

function enginesOf(database: string | undefined): readonly Engine[] {
  if (database === undefined) return ['SQLite', 'PostgreSQL'];
  if (database === 'sqlite') return ['SQLite'];
  if (database === 'postgres') return ['PostgreSQL'];
  throw new RangeError(`--database must be sqlite or postgres, not ${database}.`);
}

function count(option: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new RangeError(`${option} must be a whole number of at least ${least}, not ${text}.`);
}
