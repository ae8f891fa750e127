/** Device management measured: on both engines, with few Macs and with many, and after a million commands. */
import { mostOf } from '../choice.ts';
import type { Floor } from '../floor.ts';
import type { ScenarioResult } from '../results.ts';
import type { Run } from '../scenarios.ts';
import { type MacStage, type MacStageOptions, openMacStage } from './mac-stage.ts';
import { type MacScenario, macScenarios, runMacScenario } from './scenarios.ts';
import type { Engine } from './store.ts';

/** One server. */
export interface ManagementResult {
  readonly engine: Engine;
  readonly devices: number;
  readonly scenarios: readonly ScenarioResult[];
  readonly rssBytes: number;
}

/** Idle over eight connections with so many finished commands in the store. */
export interface FinishedResult {
  readonly finished: number;
  readonly best: Run;
  readonly runs: readonly Run[];
}

/** What is wanted. */
export interface ManagementOptions {
  readonly wants: (part: string) => boolean;
  readonly engines: readonly Engine[];
  readonly runs: number;
  readonly seconds: number;
  readonly floor: Floor;
  readonly nodeOptions: readonly string[];
  readonly tell: (text: string) => void;
}

const sizes = [60, 10_000];

/** Measures every wanted scenario on every store, one server at a time. */
export async function runManagement(options: ManagementOptions): Promise<ManagementResult[]> {
  const wanted = macScenarios.filter(({ name }) => options.wants(name));
  const results: ManagementResult[] = [];
  for (const engine of wanted.length === 0 ? [] : options.engines) {
    for (const devices of sizes) {
      options.tell(`enrolling Macs in a store on ${engine}: ${devices}`);
      const stage = await openMacStage({ engine, devices, finished: 0, nodeOptions: options.nodeOptions });
      const scenarios = await runScenarios(stage, wanted, options, `${engine}, ${devices} Macs`);
      const { rssBytes } = await stage.server.figures();
      results.push({ engine, devices, scenarios, rssBytes });
      await stage.close();
    }
  }
  return results;
}

async function runScenarios(
  stage: MacStage,
  wanted: readonly MacScenario[],
  { runs, seconds, floor, tell }: ManagementOptions,
  where: string,
): Promise<ScenarioResult[]> {
  const all = wanted.flatMap((scenario) => [1, 8].map((connections) => ({ scenario, connections, runs: [] as Run[] })));
  for (let run = 1; run <= runs; run += 1) {
    for (const { scenario, connections, runs: measured } of all) {
      tell(`${scenario.name} x${connections} on ${where}, run ${run} of ${runs}`);
      measured.push(await runMacScenario(stage, scenario, { connections, seconds }));
    }
  }
  return all.map(({ scenario: { name }, connections, runs: measured }) => ({
    name,
    connections,
    floor: floor[name],
    best: mostOf(measured, ({ rate }) => rate),
    runs: measured,
  }));
}

/** Measures Idle without and with a million finished commands, in turn, so that both have the same weather. */
export async function runFinished({ runs, seconds, nodeOptions, tell }: ManagementOptions, counts: readonly number[]) {
  const idle = macScenarios.find(({ name }) => name === 'mdm-idle');
  if (!idle) throw new Error('There is no Idle to measure.');
  const stages: { readonly finished: number; readonly stage: MacStage; readonly runs: Run[] }[] = [];
  for (const finished of counts) {
    tell(`filling a store with ${finished} finished commands`);
    const options: MacStageOptions = { engine: 'SQLite', devices: 60, finished, nodeOptions };
    stages.push({ finished, stage: await openMacStage(options), runs: [] });
  }
  for (let run = 1; run <= runs; run += 1) {
    for (const { finished, stage, runs: measured } of stages) {
      tell(`Idle after ${finished} commands, run ${run} of ${runs}`);
      measured.push(await runMacScenario(stage, idle, { connections: 8, seconds }));
    }
  }
  for (const { stage } of stages) await stage.close();
  return stages.map(
    ({ finished, runs: all }): FinishedResult => ({ finished, best: mostOf(all, ({ rate }) => rate), runs: all }),
  );
}
