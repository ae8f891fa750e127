/** `npm run bench`: measures a server from outside and sets it against the floor. Words on stderr, tables on stdout. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mostOf } from './choice.ts';
import { runConsole } from './console/run.ts';
import { betterFloor, type Floor, measureFloor } from './floor.ts';
import { runGrowth } from './growth.ts';
import { runMixed } from './mixed.ts';
import { runOutOfBoxStorm } from './management/out-of-box-storm.ts';
import { runFinished, runManagement } from './management/run.ts';
import { macScenarios } from './management/scenarios.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { report } from './report.ts';
import { type BenchResults, machine, type ScenarioResult } from './results.ts';
import { type Run, runScenario, scenarios } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';
import { runSignIn } from './sign-in/run.ts';
import { runStorm } from './storm.ts';

const real = { UserSecureEnclaveKey: 300, SmartCard: 100, Password: 40 };
const loginParts = [...scenarios.map(({ name }) => name), 'mixed', 'storm'];
const parts: readonly string[] = [
  ...loginParts,
  'growth',
  ...macScenarios.map(({ name }) => name),
  'finished',
  'out-of-box-storm',
  'sign-in',
  'console',
];

/** Runs what was asked for. */
async function bench(options: BenchOptions): Promise<BenchResults> {
  const wants = (part: string) => options.only.length === 0 || options.only.includes(part);
  tell('measuring the floor: the crypto alone, in one thread');
  const before = await measureFloor();
  const nodeOptions = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  const logins = loginParts.some((part) => wants(part)) && (await runLogins(options, wants, before, nodeOptions));
  tell('measuring the floor again');
  const floor = betterFloor(before, await measureFloor());
  const sizes = options.quick ? [100, 10_000] : [100, 10_000, 100_000];
  const growth = wants('growth') && (await runGrowth(sizes, { ...options, runs: options.runs + 1, tell }));
  const forMacs = { ...options, wants, floor, nodeOptions, tell };
  const management = await runManagement(forMacs);
  const finished = wants('finished') && (await runFinished(forMacs, [0, options.quick ? 100_000 : 1_000_000]));
  if (wants('out-of-box-storm')) tell(`${options.macs} Macs come out of their boxes`);
  const outOfBox = wants('out-of-box-storm') && (await runOutOfBoxStorm(options.macs, nodeOptions));
  const signIn = wants('sign-in') && (await runSignIn({ ...options, nodeOptions, tell }));
  const consoleResults = wants('console') && (await runConsole({ ...options, tell }));
  return {
    at: new Date().toISOString(),
    machine: machine(),
    options: { runs: options.runs, seconds: options.seconds, devices: options.devices },
    floor,
    ...(logins && {
      ...logins,
      scenarios: logins.scenarios.map(({ floorName, ...rest }) => Object.assign(rest, { floor: floor[floorName] })),
    }),
    ...(growth && { growth }),
    ...(management.length > 0 && { management }),
    ...(finished && { finished }),
    ...(outOfBox && { outOfBox }),
    ...(signIn && { signIn }),
    ...(consoleResults && { console: consoleResults }),
  };
}

// Everything that Macs and people do to sign in, against one server.
async function runLogins(
  options: BenchOptions,
  wants: (part: string) => boolean,
  floor: Floor,
  nodeOptions: readonly string[],
) {
  tell(`filling a store with ${options.devices} devices`);
  const stage = await openStage({ real, devices: options.devices, nodeOptions });
  const measured = await runScenarios(stage, options, wants);
  const { rssBytes } = await stage.server.figures();
  if (wants('mixed')) tell('key exchanges beside password logins');
  const mixed = wants('mixed') && (await runMixed(stage.client, options.seconds * 3, floor['login-password']));
  if (wants('storm')) tell('a storm');
  const storm = wants('storm') && (await runStorm(stage.client, options.quick ? 200 : 1000));
  await stage.close();
  return { start: stage.start, scenarios: measured, rssBytes, ...(mixed && { mixed }), ...(storm && { storm }) };
}

// Run after run over all of them, so that a busy moment of the machine spoils one run of a few and not all of one.
async function runScenarios(
  stage: Stage,
  { runs, seconds }: BenchOptions,
  wants: (part: string) => boolean,
): Promise<(Omit<ScenarioResult, 'floor'> & { readonly floorName: keyof Floor })[]> {
  const wanted = scenarios
    .filter(({ name }) => wants(name))
    .flatMap((scenario) => [1, 8].map((connections) => ({ scenario, connections, measured: [] as Run[] })));
  for (let run = 1; run <= runs; run += 1) {
    for (const { scenario, connections, measured } of wanted) {
      tell(`${scenario.name} over ${connections} connection${connections === 1 ? '' : 's'}, run ${run} of ${runs}`);
      measured.push(await runScenario(stage, scenario, { connections, seconds }));
    }
  }
  return wanted.map(({ scenario, connections, measured }) => ({
    name: scenario.name,
    connections,
    floorName: scenario.floor,
    best: mostOf(measured, ({ rate }) => rate),
    runs: measured,
  }));
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function optionsOrExit(): BenchOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(usage);
      process.exit(0);
    }
    const unknown = options.only.find((name) => !parts.includes(name));
    if (unknown === undefined) return options;
    throw new RangeError(`${unknown} is no scenario. There are: ${parts.join(', ')}.`);
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

// Homes go and servers end with this process, by its exit handlers and their channel; it only has to exit.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const options = optionsOrExit();
const results = await bench(options);
await mkdir(dirname(options.json), { recursive: true });
await writeFile(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
process.stdout.write(`\n${report(results)}`);
tell(`\nThe same as JSON: ${options.json}`);
