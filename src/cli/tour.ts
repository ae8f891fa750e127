/**
 * The tour: three virtual Macs join an organisation and live through a first day, one line a step. Called by `npm start` on
 * the first start, and by `npm run tour`, which brings a server of its own where none is listening.
 */
import { httpsFetch, HttpsError } from '#runtime/https-fetch.ts';
import { processIo } from './mac/io.ts';
import { readRoots } from './mac/open-mac.ts';
import { report } from './mac/refusal.ts';
import { connectionTo } from './mac/server-address.ts';
import { paint } from './mac/steps.ts';
import { readSettings } from './settings.ts';
import { closingText } from './tour/closing.ts';
import { openStage, type StageWish } from './tour/open-stage.ts';
import { playOutOfBox } from './tour/out-of-box.ts';
import { makePerson, type Stage, TourFailure } from './tour/stage.ts';
import { passwordStory, secureEnclaveStory, smartCardStory } from './tour/stories.ts';
import { playMac, type TourMac, type TourMacWish, type TourResult } from './tour/tour-mac.ts';

/** Where the tour goes, and which. */
export interface TourOptions extends StageWish {
  /** Whether the home outlives the tour; true unless said. */
  readonly kept?: boolean;
  /** Macs from Hello to joined, in place of Macs that somebody has set up already. */
  readonly outOfBox?: boolean;
}

interface Act extends TourMacWish {
  readonly accountName: string;
  readonly fullName: string;
  readonly story: (mac: TourMac) => Promise<void>;
}

const acts: readonly Act[] = [
  {
    name: 'tour-password',
    macos: '14.4',
    method: 'Password',
    accountName: 'tour-ada',
    fullName: 'Ada Lovelace',
    story: passwordStory,
  },
  {
    name: 'tour-secure-enclave',
    macos: '15.4',
    method: 'UserSecureEnclaveKey',
    accountName: 'tour-grace',
    fullName: 'Grace Hopper',
    story: secureEnclaveStory,
  },
  {
    name: 'tour-smart-card',
    macos: '14.4',
    method: 'SmartCard',
    accountName: 'tour-alan',
    fullName: 'Alan Turing',
    story: smartCardStory,
  },
];

/** Plays the tour. @returns 0 when every step went as it should, else 1 after saying which did not */
export async function runTour(options: TourOptions): Promise<number> {
  const { write, colour = false, kept = true } = options;
  const started = performance.now();
  try {
    const stage = await openStage(options);
    const results = options.outOfBox ? await playOutOfBox(stage) : await playActs(stage);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const after = kept ? 'They are kept: "porchlight mac list".' : 'They go with the server of this tour.';
    const count = results.length === 3 ? 'Three' : 'Four';
    write(`\n${paint(`${count} Macs joined in ${seconds} s.`, 32, colour)} ${after}\n`);
    return 0;
  } catch (error) {
    if (error instanceof TourFailure) write(`${paint('no', 31, colour)} ${error.message}\n`);
    else report(processIo(), error);
    return 1;
  }
}

async function playActs(stage: Stage): Promise<readonly TourResult[]> {
  const results: TourResult[] = [];
  for (const act of acts) {
    const person = await makePerson(stage, act.accountName, act.fullName);
    results.push(await playMac(stage, act, person, act.story));
  }
  stage.write(closingText(results, results[0]));
  return results;
}

/** Whether a server answers there. */
async function isListening(server: string, home: string): Promise<boolean> {
  const roots = await readRoots(await connectionTo(server, home, undefined));
  try {
    await httpsFetch(roots === undefined ? {} : { ca: [roots] })(`${server}/health`);
    return true;
  } catch (error) {
    if (error instanceof HttpsError) return error.code !== 'unreachable';
    throw error;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const io = processIo();
  const { home, server } = readSettings();
  const write = (text: string) => io.out(text);
  const colour = process.stdout.isTTY;
  const unknown = argv.find((argument) => argument !== '--out-of-box');
  if (unknown !== undefined) {
    io.err(`porchlight: ${unknown} is no option here\nhint: npm run tour -- [--out-of-box]\n`);
    return 2;
  }
  const outOfBox = argv.includes('--out-of-box');
  try {
    if (await isListening(server, home)) return await runTour({ server, home, write, colour, outOfBox });
    write(`No server answers at ${server}: the tour brings its own, for as long as it lasts.\n`);
    const { startOwnServer } = await import('./tour/own-server.ts');
    const own = await startOwnServer();
    try {
      return await runTour({ server: own.url, home: own.home, write, colour, kept: false, outOfBox });
    } finally {
      await own.close();
    }
  } catch (error) {
    return report(io, error);
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
