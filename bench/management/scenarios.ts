/** What Macs say to device management, and how it is measured. */
import type { Floor } from '../floor.ts';
import { Stopwatch } from '../measurement.ts';
import type { Run } from '../scenarios.ts';
import { inTurn } from './mac.ts';
import type { Conversation } from './mac-client.ts';
import type { MacStage } from './mac-stage.ts';
import { acknowledged, certificateRequest, idle, tokenUpdate } from './messages.ts';

/** One kind of conversation. */
export interface MacScenario {
  readonly name: keyof Floor;
  readonly warmUp: number;
  /** Prepares so many, or fewer where more cannot be ready at once; what is left over is asked for again. */
  prepare(stage: MacStage, count: number): Promise<readonly Conversation[]>;
}

/** All of them, in the order of the table. */
export const macScenarios: readonly MacScenario[] = [
  {
    name: 'mdm-idle',
    warmUp: 2000,
    // A Mac's Idle has no nonce and no time: it is the same bytes each time.
    prepare: (stage, count) => repeated(stage, count, (mac) => [idle(mac)]),
  },
  { name: 'mdm-command', warmUp: 500, prepare: (stage, count) => roundTrips(stage, count) },
  {
    name: 'mdm-token-update',
    warmUp: 500,
    prepare: (stage, count) => repeated(stage, count, (mac) => [tokenUpdate(mac)]),
  },
  {
    name: 'scep',
    warmUp: 100,
    prepare: async ({ macs, authority }, count) =>
      Array.from({ length: count }, (_, index) => [
        certificateRequest(authority, inTurn(macs, index), `bench-${crypto.randomUUID()}`),
      ]),
  },
];

async function repeated(
  { macs }: MacStage,
  count: number,
  make: (mac: MacStage['macs'][number]) => Conversation,
): Promise<readonly Conversation[]> {
  const made = macs.slice(0, count).map((mac) => make(mac));
  return Array.from({ length: count }, (_, index) => inTurn(made, index));
}

/** Idle, the one command there is, the report, and nothing more: one for each Mac. */
async function roundTrips({ macs, server }: MacStage, count: number): Promise<readonly Conversation[]> {
  const asked = macs.slice(0, count);
  const commands = await server.enqueue(asked.map(({ udid }) => udid));
  return asked.map((mac, index) => {
    const command = commands[index] ?? '';
    return [idle(mac, { text: command }), acknowledged(mac, command)];
  });
}

/** Warms up, and measures for about so many seconds. Preparations in between do not count. */
export async function runMacScenario(
  stage: MacStage,
  scenario: MacScenario,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Run> {
  const warm = await hold(stage, scenario, { connections, count: scenario.warmUp });
  return hold(stage, scenario, { connections, count: Math.max(20, Math.ceil(warm.rate * seconds)) });
}

async function hold(
  stage: MacStage,
  scenario: MacScenario,
  { connections, count }: { readonly connections: number; readonly count: number },
): Promise<Run> {
  const stopwatch = new Stopwatch();
  stopwatch.rest();
  const used = { cpu: 0, loop: 0 };
  for (let held = 0; held < count; ) {
    const conversations = await scenario.prepare(stage, count - held);
    held += conversations.length;
    const before = await stage.server.figures();
    stopwatch.go();
    await stage.client.hold(conversations, connections, stopwatch);
    stopwatch.rest();
    const after = await stage.server.figures();
    used.cpu += after.cpuMicroseconds - before.cpuMicroseconds;
    used.loop += after.loopMilliseconds - before.loopMilliseconds;
  }
  const measured = stopwatch.result();
  const { requests, rate } = measured;
  return { ...measured, serverCpu: used.cpu / requests, loopBusy: used.loop / ((1000 * requests) / rate) };
}
