/** Signing in, against one server: every part of it in turn. */
import { mostOf } from '../choice.ts';
import type { BenchOptions } from '../options.ts';
import { type Ending, runEndings } from './endings.ts';
import type { SignInRun } from './metered.ts';
import { runSignInScenario, signInScenarios } from './requests.ts';
import { type RoundTrip, runRoundTrips } from './round-trip.ts';
import { runSaturation, type Saturation } from './saturation.ts';
import { openSignInStage, type SignInStage } from './stage.ts';

/** One line of the table. */
export interface SignInLine {
  readonly name: string;
  readonly connections: number;
  readonly best: SignInRun;
  readonly runs: readonly SignInRun[];
}

/** Number matching with so many people at once. */
export interface RoundTripLine {
  readonly people: number;
  readonly best: RoundTrip;
  readonly runs: readonly RoundTrip[];
}

/** The whole. */
export interface SignInResults {
  readonly requests: readonly SignInLine[];
  readonly roundTrips: readonly RoundTripLine[];
  readonly saturation: Saturation;
  readonly endings: readonly Ending[];
  readonly rssBytes: number;
}

/** Further options. */
export interface SignInOptions extends BenchOptions {
  readonly nodeOptions: readonly string[];
  readonly tell: (text: string) => void;
}

const widths = [1, 8];

/** Runs all of it. */
export async function runSignIn(options: SignInOptions): Promise<SignInResults> {
  const { quick, seconds, tell } = options;
  tell(`filling a store with ${options.devices} devices, and people who sign in`);
  const stage = await openSignInStage(options.devices, options.nodeOptions);
  const requests = await runRequests(stage, options);
  const roundTrips = await runAllRoundTrips(stage, options);
  tell(`key exchanges beside ${stage.people.length} password sign-ins at once`);
  const saturation = await runSaturation(stage, seconds * 3);
  tell('ends of sessions');
  const endings = await runEndings(stage, quick ? 10 : stage.people.length);
  const { rssBytes } = await stage.server.figures();
  await stage.close();
  return { requests, roundTrips, saturation, endings, rssBytes };
}

async function runRequests(stage: SignInStage, { runs, seconds, tell }: SignInOptions): Promise<SignInLine[]> {
  const all = signInScenarios.flatMap((scenario) =>
    widths.map((connections) => ({ scenario, connections, measured: [] as SignInRun[] })),
  );
  for (let run = 1; run <= runs; run += 1) {
    for (const { scenario, connections, measured } of all) {
      tell(`${scenario.name} x${connections}, run ${run} of ${runs}`);
      measured.push(await runSignInScenario(stage, scenario, { connections, seconds }));
    }
  }
  return all.map(({ scenario: { name }, connections, measured }) => ({
    name,
    connections,
    best: mostOf(measured, ({ rate }) => rate),
    runs: measured,
  }));
}

async function runAllRoundTrips(stage: SignInStage, { runs, quick, tell }: SignInOptions): Promise<RoundTripLine[]> {
  const all = widths.map((people) => ({ people, measured: [] as RoundTrip[] }));
  await runRoundTrips(stage, 8, 16);
  for (let run = 1; run <= runs; run += 1) {
    for (const { people, measured } of all) {
      tell(`number matching, ${people} at once, run ${run} of ${runs}`);
      measured.push(await runRoundTrips(stage, people, quick ? 40 : 200));
    }
  }
  return all.map(({ people, measured }) => ({
    people,
    best: mostOf(measured, ({ whole }) => whole.rate),
    runs: measured,
  }));
}
