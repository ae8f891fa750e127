/** What it costs that the store grows: the same logins against stores of different sizes, in turn, so that all have the same weather. */
import { mostOf } from './choice.ts';
import { type Run, runScenario, scenarios } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

/** Secure Enclave logins over eight connections against a store with so many devices. */
export interface Growth {
  readonly devices: number;
  readonly best: Run;
  readonly runs: readonly Run[];
  readonly startMilliseconds: number;
  readonly rssBytes: number;
}

/** Devices that log in, taken at random from the store's key ids. */
const mostReal = 1000;

/** Measures stores of these sizes. */
export async function runGrowth(
  sizes: readonly number[],
  { runs, seconds, tell }: { readonly runs: number; readonly seconds: number; readonly tell: (text: string) => void },
): Promise<Growth[]> {
  const login = scenarios.find(({ name }) => name === 'se-login');
  if (!login) throw new Error('There is no login to measure.');
  const stages: Stage[] = [];
  for (const devices of sizes) {
    tell(`filling a store with ${devices} devices`);
    stages.push(
      await openStage({ real: { UserSecureEnclaveKey: Math.min(devices, mostReal) }, devices, nodeOptions: [] }),
    );
  }
  const measured: Run[][] = sizes.map(() => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, stage] of stages.entries()) {
      tell(`logins with ${sizes[index]} devices, run ${run + 1}`);
      measured[index]?.push(await runScenario(stage, login, { connections: 8, seconds }));
    }
  }
  return Promise.all(stages.map((stage, index) => conclude(stage, sizes[index] ?? 0, measured[index] ?? [])));
}

async function conclude(stage: Stage, devices: number, runs: readonly Run[]): Promise<Growth> {
  const { rssBytes } = await stage.server.figures();
  await stage.close();
  return { devices, best: mostOf(runs, ({ rate }) => rate), runs, startMilliseconds: stage.start.again, rssBytes };
}
