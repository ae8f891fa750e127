/** The results as aligned tables in Markdown, ready for `docs/performance.md`. */
import type { BenchResults } from './results.ts';
import { judge } from './targets.ts';

/** All tables that there are results for. */
export function report(results: BenchResults): string {
  const parts = [scenarioTable(results), footnotes(results), mixedTable(results), stormLine(results)];
  return [...parts, growthTable(results), targetTable(results)].filter((part) => part !== '').join('\n');
}

function scenarioTable({ scenarios }: BenchResults): string {
  if (scenarios.length === 0) return '';
  const rows = scenarios.map(({ name, connections, floor, best }) => [
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
  ]);
  const headings = ['request', 'connections', 'per s', 'p50 ms', 'p99 ms', 'floor per s', 'of floor'];
  return table([...headings, 'server CPU us', 'loop busy', 'failures'], rows);
}

function footnotes({ rssBytes, start, options }: BenchResults): string {
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

function figures({ rate, p50, p99, failures }: { rate: number; p50: number; p99: number; failures: number }): string[] {
  return [rate.toFixed(0), p50.toFixed(1), p99.toFixed(1), String(failures)];
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

function targetTable(results: BenchResults): string {
  const rows = judge(results).map(({ name, wanted, found, met }) => [name, wanted, found, met ? 'met' : 'NOT met']);
  return table(['target', 'wanted', 'found', ''], rows);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0), 3),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return `${[line(headings), rule, ...rows.map(line)].join('\n')}\n`;
}
