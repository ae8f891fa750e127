/** docs/tutorial.md, played in Chromium: every sentence of it is done or seen, in its order. */
import { after, before, describe, it } from 'node:test';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { type PlayedTutorial, playTutorial } from './story/play-tutorial.ts';

describe('The tutorial, in Chromium', () => {
  const curtain = suiteCurtain();
  let tutorial: PlayedTutorial;
  before(async () => {
    tutorial = await playTutorial(curtain, undefined);
  });
  after(() => curtain.fall());
  for (const title of [
    'Secure Enclave, macOS 14',
    'Smart card, macOS 14',
    'Password, macOS 14',
    'One sign-in, macOS 27',
  ]) {
    it(title, () => tutorial.play(title));
  }
});
