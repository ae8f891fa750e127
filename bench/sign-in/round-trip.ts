/** Number matching: from a right password to the number, and from the number over the phone's approval to the way on. */
import { inLanes } from '../lanes.ts';
import { type Measurement, Stopwatch } from '../measurement.ts';
import { codeOf } from './application.ts';
import { Browser, type Place } from './browser.ts';
import { lending, metered, type SignInRun } from './metered.ts';
import { type PersonWithPhone, typePassword } from './people.ts';
import type { SignInStage } from './stage.ts';

/** What came of it. Nobody thinks or types here: people add their seconds. */
export interface RoundTrip {
  /** From opening the application to its code, with everything between. */
  readonly whole: SignInRun;
  /** From the sent password until the page shows the number: argon2id is in it. */
  readonly asked: Measurement;
  /** From the number on the page until the browser is sent on: request to approved. */
  readonly approved: Measurement;
}

/** Signs in so often, so many people at once. */
export async function runRoundTrips(stage: SignInStage, people: number, count: number): Promise<RoundTrip> {
  const [whole, asked, approved] = [new Stopwatch(), new Stopwatch(), new Stopwatch()];
  const lend = lending(stage.peopleWithPhones.slice(0, people));
  const once = (person: PersonWithPhone) => roundTrip(stage, person, asked, approved);
  const measured = await metered(stage.server, async () => {
    await inLanes(Array.from({ length: count }), { lanes: people }, () => whole.time(() => lend(once)));
    return whole.result();
  });
  return { whole: measured, asked: asked.result(), approved: approved.result() };
}

async function roundTrip(
  { fetch, issuer, application }: SignInStage,
  person: PersonWithPhone,
  asked: Stopwatch,
  approved: Stopwatch,
): Promise<boolean> {
  const browser = new Browser(fetch, issuer);
  let place: Place = await browser.open(application.begin());
  await asked.time(async () => {
    place = await typePassword(browser, place, person);
    return numberOf(place) !== undefined;
  });
  await approved.time(async () => {
    // As the script of the page does it: it listens, and opens the page again when something changed.
    const changed = fetch(new URL(waitAddressOf(place), issuer));
    const isApproved = await approve(person, numberOf(place) ?? '');
    await changed;
    place = await browser.open(place.url);
    return isApproved && codeOf(place) !== undefined;
  });
  return codeOf(place) !== undefined;
}

async function approve({ phone, authenticatorId }: PersonWithPhone, number: string): Promise<boolean> {
  const [request] = await phone.requests(authenticatorId);
  if (request === undefined) return false;
  return (await phone.approve(authenticatorId, request, number, 'none')) === 'approved';
}

function numberOf({ page }: Place): string | undefined {
  return /class="number"[^>]*>(\d\d)</.exec(page?.text() ?? '')?.[1];
}

function waitAddressOf({ page }: Place): string {
  const address = /data-wait="([^"]+)"/.exec(page?.text() ?? '')?.[1];
  if (address === undefined) throw new Error(`The page shows no number: ${page?.text() ?? 'no page'}`);
  return address;
}
