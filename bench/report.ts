/** The results as aligned tables in Markdown, ready for `docs/performance.md`. */
import { consoleTables } from './console/run.ts';
import type { BenchResults, ScenarioResult } from './results.ts';
import { signInTables } from './sign-in/tables.ts';
import { figures, table } from './table.ts';
import { judge } from './targets.ts';

/** All tables that there are results for. */
export function report(results: BenchResults): string {
  const parts = [scenarioTable(results), footnotes(results), mixedTable(results), stormLine(results)];
  const tables = [
    ...parts,
    growthTable(results),
    managementTable(results),
    finishedTable(results),
    outOfBoxLine(results),
    results.signIn ? signInTables(results.signIn) : '',
    results.console ? consoleTables(results.console) : '',
  ];
  return [...tables, targetTable(results)].filter((part) => part !== '').join('\n');
}

const scenarioHeadings = ['request', 'connections', 'per s', 'p50 ms', 'p99 ms', 'floor per s', 'of floor'].concat(
  'server CPU us',
  'loop busy',
  'failures',
);

function scenarioTable({ scenarios = [] }: BenchResults): string {
  return scenarios.length === 0 ? '' : table(scenarioHeadings, scenarios.map(scenarioRow));
}

function scenarioRow({ name, connections, floor, best }: ScenarioResult): string[] {
  return [
    name,
    String(connections),
    best.rate.toFixed(0),
    best.p50.toFixed(2),
    best.p99.toFixed(2),
    floor.toFixed(0),
    `${((100 * best.rate) / floor).toFixed(0)} %`,
    best.serverCpu.toFixed(0),
    `${(100 * best.loopBusy).toFixed(0)} %`,
    String(best.failures),
  ];
}

function managementTable({ management = [] }: BenchResults): string {
  const rows = management.flatMap(({ engine, devices, scenarios, rssBytes }) =>
    scenarios.map((scenario) => [`${engine}, ${devices}`, ...scenarioRow(scenario), megabytes(rssBytes)]),
  );
  return rows.length === 0 ? '' : table(['store, Macs', ...scenarioHeadings, 'memory MB'], rows);
}

function finishedTable({ finished }: BenchResults): string {
  if (!finished) return '';
  const rows = finished.map(({ finished: count, best }) => [
    String(count),
    best.rate.toFixed(0),
    best.p50.toFixed(2),
    best.p99.toFixed(2),
    best.serverCpu.toFixed(0),
    String(best.failures),
  ]);
  return table(['finished commands', 'mdm-idle x8 per s', 'p50 ms', 'p99 ms', 'server CPU us', 'failures'], rows);
}

function footnotes({ rssBytes, start, options }: BenchResults): string {
  if (rssBytes === undefined || !start) return '';
  return [
    `Resident memory after this, with ${options.devices} devices: ${megabytes(rssBytes)} MB.`,
    `Process start to listening: ${start.first.toFixed(0)} ms in an empty home, ${start.again.toFixed(0)} ms in this one.`,
    '',
  ].join('\n');
}

function mixedTable({ mixed, floor }: BenchResults): string {
  if (!mixed) return '';
  const rows = [
    ['key exchange, nothing else', ...figures(mixed.alone)],
    ['key exchange beside password logins', ...figures(mixed.beside)],
    ['password logins beside it', ...figures(mixed.passwords)],
  ];
  const share = ((100 * mixed.passwords.rate) / floor['login-password']).toFixed(0);
  const mix = table(['mixed', 'per s', 'p50 ms', 'p99 ms', 'failures'], rows);
  return `${mix}\nPassword logins in the mix reach ${share} % of the argon2id floor.\n`;
}

function stormLine({ storm }: BenchResults): string {
  if (!storm) return '';
  const [rate, p50, p99, failures] = figures(storm);
  return (
    `Storm: ${storm.devices} devices at once, each with a new TLS connection, a nonce and a login: all answered in ` +
    `${storm.seconds.toFixed(2)} s (${rate}/s), p50 ${p50} ms, p99 ${p99} ms, failures ${failures}.\n`
  );
}

function growthTable({ growth }: BenchResults): string {
  if (!growth) return '';
  const rows = growth.map(({ devices, best, startMilliseconds, rssBytes }) => [
    String(devices),
    best.rate.toFixed(0),
    best.p50.toFixed(2),
    best.p99.toFixed(2),
    startMilliseconds.toFixed(0),
    megabytes(rssBytes),
  ]);
  return table(['devices in store', 'se-login per s', 'p50 ms', 'p99 ms', 'start ms', 'memory MB'], rows);
}

function outOfBoxLine({ outOfBox }: BenchResults): string {
  if (!outOfBox) return '';
  const { macs, seconds, serverCpuMilliseconds, peakRssBytes, failures, reasons } = outOfBox;
  const [, p50, p99] = figures({ ...outOfBox, p50: outOfBox.p50 / 1000, p99: outOfBox.p99 / 1000 });
  const why = Object.entries(reasons).map(([reason, count]) => `${count} times ${reason}`);
  return [
    `Out of the box: ${macs} Macs at once from Hello to joined in ${seconds.toFixed(1)} s, each in ${p50} s (p50), ${p99} s (p99); ` +
      `server CPU ${serverCpuMilliseconds.toFixed(0)} ms a Mac, at most ${megabytes(peakRssBytes)} MB, failures ${failures}.`,
    ...why,
    '',
  ].join('\n');
}

function targetTable(results: BenchResults): string {
  const targets = judge(results);
  if (targets.length === 0) return '';
  const rows = targets.map(({ name, wanted, found, met }) => [name, wanted, found, met ? 'met' : 'NOT met']);
  return table(['target', 'wanted', 'found', ''], rows);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
