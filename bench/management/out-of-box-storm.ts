/** Many Macs come out of their boxes at the same moment: every one must reach its home screen, joined. */
import { runSetup } from '#cli/mac/setup.ts';
import { fixedAnswers } from '#cli/tour/out-of-box/fixed-answers.ts';
import type { Stage } from '#cli/tour/stage.ts';
import { type Measurement, Stopwatch } from '../measurement.ts';
import type { ServerProcess } from '../server-process.ts';
import { type BoxedMac, openOutOfBoxStage } from './out-of-box-stage.ts';

/** What came of it. A Mac's time is that from Hello to its home screen. */
export interface OutOfBoxStorm extends Measurement {
  readonly macs: number;
  readonly seconds: number;
  /** CPU time of the server, milliseconds a Mac. */
  readonly serverCpuMilliseconds: number;
  /** The most that the server had while it went on. */
  readonly peakRssBytes: number;
  /** Why Macs failed, with how many. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Seconds until a Mac at its home screen must count as joined. */
const patience = 30;
/** How often the server's memory is looked at, in milliseconds. */
const look = 200;

/** Lets so many come at once. */
export async function runOutOfBoxStorm(count: number, nodeOptions: readonly string[]): Promise<OutOfBoxStorm> {
  const day = await openOutOfBoxStage(count, nodeOptions);
  const { stage, server, macs } = day;
  const before = await server.figures();
  const over = new AbortController();
  const peak = peakOf(server, over.signal);
  const reasons: Record<string, number> = {};
  const stopwatch = new Stopwatch();
  await Promise.all(
    macs.map((boxed) =>
      stopwatch.time(async () => {
        const failure = await setUp(stage, boxed).catch((error: unknown) => String(error));
        if (failure !== undefined) reasons[failure] = (reasons[failure] ?? 0) + 1;
        return failure === undefined;
      }),
    ),
  );
  stopwatch.rest();
  over.abort();
  const peakRssBytes = await peak;
  const used = (await server.figures()).cpuMicroseconds - before.cpuMicroseconds;
  const result = stopwatch.result();
  await day.close();
  const seconds = count / result.rate;
  return { ...result, macs: count, seconds, serverCpuMilliseconds: used / 1000 / count, peakRssBytes, reasons };
}

/** From Hello to joined, as its person does it. Gives why not. */
async function setUp(stage: Stage, { name, mac, serialNumber, person }: BoxedMac): Promise<string | undefined> {
  const answers = fixedAnswers({
    country: 'United Kingdom',
    network: 'Office Wi-Fi',
    'user-name': person.userPrincipalName,
    password: person.password,
    'full-name': person.fullName,
    'account-name': person.accountName,
    'local-password': 'local and long enough',
  });
  const hand: Parameters<typeof runSetup>[0] = { name, mac, act: (perform) => perform(mac) };
  const { surroundings } = stage;
  const outcome = await runSetup(hand, answers, { until: undefined, tell: () => undefined, surroundings });
  if (outcome.kind !== 'finished') {
    const alert = outcome.kind === 'pane' ? `${outcome.pane}: ${outcome.alert ?? 'no way on'}` : outcome.kind;
    return `Setup Assistant ended at ${alert}`;
  }
  return untilJoined(stage, mac, serialNumber);
}

/** At the home screen the server asks once more, and the Mac listens: that it did answer is what the server must know. */
async function untilJoined({ api, surroundings }: Stage, mac: BoxedMac['mac'], serialNumber: string) {
  let reason = '';
  for (let second = 0; second < patience; second += 1) {
    const found = await api.getMac({ params: { serialNumber } });
    if (found.mac.stage === 'joined') return undefined;
    ({ reason } = found.mac);
    await surroundings.pause(1000);
    await mac.takePushes();
  }
  return `not joined: ${reason}`;
}

async function peakOf(server: ServerProcess, over: AbortSignal): Promise<number> {
  let peak = 0;
  while (!over.aborted) {
    peak = Math.max(peak, (await server.figures()).rssBytes);
    await new Promise((resolve) => setTimeout(resolve, look));
  }
  return peak;
}
