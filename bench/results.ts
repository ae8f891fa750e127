/** Everything that a bench found out, as it goes into the JSON file. Times in milliseconds unless they say otherwise. */
import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { ConsoleResults } from './console/run.ts';
import type { Floor } from './floor.ts';
import type { Growth } from './growth.ts';
import type { OutOfBoxStorm } from './management/out-of-box-storm.ts';
import type { FinishedResult, ManagementResult } from './management/run.ts';
import type { Mixed } from './mixed.ts';
import type { Run } from './scenarios.ts';
import type { SignInResults } from './sign-in/run.ts';
import type { Storm } from './storm.ts';

/** One line of the table. */
export interface ScenarioResult {
  readonly name: string;
  readonly connections: number;
  /** Requests a second of the crypto alone. */
  readonly floor: number;
  readonly best: Run;
  readonly runs: readonly Run[];
}

/** The whole. Parts that were not asked for are missing. */
export interface BenchResults {
  readonly at: string;
  readonly machine: ReturnType<typeof machine>;
  readonly options: { readonly runs: number; readonly seconds: number; readonly devices: number };
  readonly floor: Floor;
  readonly start?: { readonly first: number; readonly again: number };
  readonly scenarios?: readonly ScenarioResult[];
  /** After the scenarios, with the devices of `options`. */
  readonly rssBytes?: number;
  readonly mixed?: Mixed;
  readonly storm?: Storm;
  readonly growth?: readonly Growth[];
  readonly management?: readonly ManagementResult[];
  readonly finished?: readonly FinishedResult[];
  readonly outOfBox?: OutOfBoxStorm;
  readonly signIn?: SignInResults;
  readonly console?: readonly ConsoleResults[];
}

/** Where it ran. */
export function machine() {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    openssl: process.versions.openssl,
    sqlite: process.versions['sqlite'] ?? 'unknown',
  };
}
