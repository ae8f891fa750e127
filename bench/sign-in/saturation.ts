/** Fifty people type their passwords at once, again and again, while Macs exchange keys: those who unlock must not wait. */
import { inLanes } from '../lanes.ts';
import { type Measurement, Stopwatch } from '../measurement.ts';
import { besideKeyExchanges } from '../mixed.ts';
import { codeOf } from './application.ts';
import { Browser } from './browser.ts';
import { lending, metered, type SignInRun, type Work } from './metered.ts';
import { typePassword } from './people.ts';
import type { SignInStage } from './stage.ts';

/** What came of it. */
export interface Saturation {
  readonly alone: Measurement;
  readonly beside: Measurement;
  /** Password sign-ins through the pages, each in a new browser. What the key exchanges cost counts to them. */
  readonly signIns: SignInRun;
}

/** More than any machine does meanwhile. */
const endless = 1_000_000;

/** Measures for so many seconds each. */
export async function runSaturation(stage: SignInStage, seconds: number): Promise<Saturation> {
  const { alone, beside, load } = await besideKeyExchanges(stage.client, seconds, (until) =>
    metered(stage.server, async () => {
      const stopwatch = new Stopwatch();
      const work = passwordSignIns(stage);
      const options = { lanes: stage.people.length, until };
      await inLanes(Array.from({ length: endless }), options, () => stopwatch.time(work));
      return stopwatch.result();
    }),
  );
  return { alone, beside, signIns: load };
}

function passwordSignIns({ people, fetch, issuer, application }: SignInStage): Work {
  const lend = lending(people);
  const begin = application.begin();
  return () =>
    lend(async (person) => {
      const browser = new Browser(fetch, issuer);
      const place = await typePassword(browser, await browser.open(begin), person);
      return codeOf(place) !== undefined;
    });
}
