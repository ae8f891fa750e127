/** What signing in came to, as tables. */
import type { Measurement } from '../measurement.ts';
import { figures, table } from '../table.ts';
import type { SignInRun } from './metered.ts';
import type { SignInResults } from './run.ts';

/** All of them. */
export function signInTables({ requests, roundTrips, saturation, endings }: SignInResults): string {
  const headings = ['sign-in', 'connections', 'per s', 'p50 ms', 'p99 ms', 'failures'];
  const costs = ['server CPU us', 'client CPU us', 'loop busy'];
  const lines = requests.map(({ name, connections, best }) => [
    name,
    String(connections),
    ...figures(best),
    best.serverCpu.toFixed(0),
    best.clientCpu.toFixed(0),
    `${(100 * best.loopBusy).toFixed(0)} %`,
  ]);
  const mixed: readonly (readonly [string, Measurement])[] = [
    ['key exchange, nothing else', saturation.alone],
    ['key exchange beside 50 password sign-ins', saturation.beside],
    ['password sign-ins beside it', saturation.signIns],
  ];
  return [
    table([...headings, ...costs], lines),
    roundTripTable(roundTrips),
    table(
      ['50 sign-ins at once', 'per s', 'p50 ms', 'p99 ms', 'failures'],
      mixed.map(([name, one]) => [name].concat(figures(one))),
    ),
    `Meanwhile the loop was busy ${(100 * saturation.signIns.loopBusy).toFixed(0)} % of the time; server CPU ${costOf(saturation.signIns)}.\n`,
    table(
      ['session ended by', 'times', 'until refused p50 ms', 'p99 ms', 'refusal itself p50 ms', 'still let in'],
      endings.map(({ name, untilRefused: { requests: times, p50, p99, failures }, refusal }) => [
        name,
        String(times),
        p50.toFixed(1),
        p99.toFixed(1),
        refusal.p50.toFixed(1),
        String(failures),
      ]),
    ),
  ].join('\n');
}

function costOf({ serverCpu, clientCpu }: SignInRun): string {
  return `${(serverCpu / 1000).toFixed(1)} ms a sign-in, the client's ${(clientCpu / 1000).toFixed(1)} ms`;
}

function roundTripTable(roundTrips: SignInResults['roundTrips']): string {
  const rows = roundTrips.map(({ people, best: { whole, asked, approved } }) => [
    String(people),
    whole.rate.toFixed(0),
    ...[asked, approved, whole].flatMap(({ p50, p99 }) => [p50.toFixed(1), p99.toFixed(1)]),
    whole.serverCpu.toFixed(0),
    whole.clientCpu.toFixed(0),
    String(whole.failures),
  ]);
  const times = [
    'password to number p50 ms',
    'p99 ms',
    'number to approved p50 ms',
    'p99 ms',
    'whole p50 ms',
    'p99 ms',
  ];
  return table(['people at once', 'per s', ...times, 'server CPU us', 'client CPU us', 'failures'], rows);
}
