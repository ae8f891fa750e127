/** What applications send: a sign-in with the session that the browser has, and the token endpoint alone. */
import { inLanes } from '../lanes.ts';
import { codeOf } from './application.ts';
import type { Browser } from './browser.ts';
import { lending, measureWork, metered, type SignInRun, type Work } from './metered.ts';
import { signedInBrowser } from './people.ts';
import type { SignInStage } from './stage.ts';

/** One kind. */
export interface SignInScenario {
  readonly name: string;
  /** Prepares work for so many lanes, enough to be done so often. */
  prepare(stage: SignInStage, lanes: number, count: number): Promise<Work>;
}

/** All of them, in the order of the table. */
export const signInScenarios: readonly SignInScenario[] = [
  { name: 'silent sign-in', prepare: silentSignIns },
  { name: 'code exchange', prepare: codeExchanges },
  { name: 'refresh', prepare: refreshes },
];

/** Work that warms up and tells how much a measurement needs, which is never less than this. */
const warmUp = 100;
const fewest = 200;

/** Warms up, prepares as much as takes so many seconds at the warm rate, and measures. */
export async function runSignInScenario(
  stage: SignInStage,
  scenario: SignInScenario,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<SignInRun> {
  const warm = await measureWork(warmUp, connections, await scenario.prepare(stage, connections, warmUp));
  const count = Math.max(fewest, Math.ceil(warm.rate * seconds));
  const work = await scenario.prepare(stage, connections, count);
  return metered(stage.server, () => measureWork(count, connections, work));
}

/** The authorization request, answered without a question, and the exchange of its code: two requests. */
async function silentSignIns(stage: SignInStage, lanes: number): Promise<Work> {
  const lend = lending(await signedIn(stage, lanes));
  const silent = stage.application.begin({ prompt: 'none' });
  return () =>
    lend(async (browser) => {
      const code = codeOf(await browser.open(silent));
      return code !== undefined && (await stage.application.exchange(code)) !== undefined;
    });
}

/** Codes are made beforehand; they live a minute. */
async function codeExchanges(stage: SignInStage, _lanes: number, count: number): Promise<Work> {
  const lend = lending(await signedIn(stage, 8));
  const silent = stage.application.begin({ prompt: 'none' });
  const codes: string[] = [];
  await inLanes(Array.from({ length: count }), { lanes: 8 }, () =>
    lend(async (browser) => void codes.push(codeOf(await browser.open(silent)) ?? '')),
  );
  return async () => (await stage.application.exchange(codes.pop() ?? '')) !== undefined;
}

/** Each lane exchanges its token for the next, and that for the next. */
async function refreshes(stage: SignInStage, lanes: number): Promise<Work> {
  const lend = lending(await Promise.all((await signedIn(stage, lanes)).map((browser) => firstToken(stage, browser))));
  return () =>
    lend(async (kept) => {
      const tokens = await stage.application.refresh(kept.token);
      kept.token = tokens?.refreshToken ?? kept.token;
      return tokens !== undefined;
    });
}

/** Access while the person is not there is something that they are asked about (OpenID Connect Core 1.0 section 11). */
async function firstToken({ application }: SignInStage, browser: Browser): Promise<{ token: string }> {
  const question = await browser.open(application.begin({ scope: 'openid offline_access', prompt: 'consent' }));
  const tokens = await application.exchange(codeOf(await browser.submit(question, {})) ?? '');
  if (tokens === undefined || tokens.refreshToken === '') throw new Error('There is no refresh token.');
  return { token: tokens.refreshToken };
}

function signedIn(stage: SignInStage, count: number): Promise<Browser[]> {
  return Promise.all(stage.people.slice(0, count).map((person) => signedInBrowser(stage, person)));
}
