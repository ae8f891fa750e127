/**
 * `npm run tour -- --out-of-box`: four Macs from Hello to joined, one line a step. An older Mac signs in on a page and makes its
 * account by hand; a smart card and a password follow; the newest Mac signs in once, before it is enrolled.
 */
import { paint } from '../mac/steps.ts';
import { closingText } from './closing.ts';
import { type BoxedAct, playBoxedMac } from './out-of-box/boxed-mac.ts';
import { prepareOrganisation } from './out-of-box/organisation.ts';
import { expect, say, type Stage } from './stage.ts';
import { passwordStory, secureEnclaveStory, smartCardStory } from './stories.ts';
import type { TourMac, TourResult } from './tour-mac.ts';

const acts: readonly BoxedAct[] = [
  {
    name: 'box-secure-enclave',
    macos: '14.4',
    method: 'UserSecureEnclaveKey',
    before: 'page',
    accountName: 'box-grace',
    fullName: 'Grace Hopper',
    story: secureEnclaveStory,
  },
  {
    name: 'box-smart-card',
    macos: '14.4',
    method: 'SmartCard',
    before: 'none',
    accountName: 'box-alan',
    fullName: 'Alan Turing',
    story: smartCardStory,
  },
  {
    name: 'box-password',
    macos: '14.4',
    method: 'Password',
    before: 'none',
    accountName: 'box-ada',
    fullName: 'Ada Lovelace',
    story: passwordStory,
  },
  {
    name: 'box-one-sign-in',
    macos: '27.0',
    method: 'UserSecureEnclaveKey',
    before: 'platform-sso',
    accountName: 'box-hedy',
    fullName: 'Hedy Lamarr',
    story: alreadyRegistered,
  },
];

/** Plays the four. @throws {TourFailure} when a step does not go as it should */
export async function playOutOfBox(stage: Stage): Promise<readonly TourResult[]> {
  stage.write(`\n${paint('The organisation gets ready', 1, stage.colour)}\n`);
  const organisation = await prepareOrganisation(stage);
  const results: TourResult[] = [];
  for (const act of acts) results.push(await playBoxedMac(stage, organisation, act));
  stage.write(closingText(results, results.at(-1)));
  return results;
}

/** The newest Mac registered in Setup Assistant: there is nothing left to do. */
async function alreadyRegistered({ hand, stage }: TourMac): Promise<void> {
  expect(hand.mac.notifications().length === 0, 'The Mac asks its person for something at the home screen.');
  say(stage, 'home screen', 'no "Registration Required": registered in Setup Assistant');
  await Promise.resolve();
}
