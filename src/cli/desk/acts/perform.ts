/** Acts at the desk as acts of a Mac: one function a kind. */
import type { ActAnswer, DeskAct } from '#api/desk/acts.ts';
import { failureSentence } from '../../mac/outcome.ts';
import { hardwareActs } from './hardware.ts';
import type { Outcome, Performer, Performers, Play } from './play.ts';
import { registrationActs } from './registration.ts';
import { screenActs } from './screen.ts';
import { sessionActs } from './session.ts';
import { setupActs } from './setup.ts';

const performers: Performers<DeskAct['kind']> = {
  ...setupActs,
  ...registrationActs,
  ...screenActs,
  ...sessionActs,
  ...hardwareActs,
};

/** Performs an act. */
export async function perform(play: Play, act: DeskAct): Promise<ActAnswer> {
  const performer = performers[act.kind] as Performer<DeskAct['kind']>;
  return { outcome: withSentence(await performer(play, act)) };
}

/** Failures of Platform SSO say what went wrong inside; here it stands where every outcome has it. */
function withSentence(outcome: Outcome): ActAnswer['outcome'] {
  const { failure, sentence, ...rest } = outcome as Outcome & {
    readonly failure?: unknown;
    readonly sentence?: unknown;
  };
  const said = isFailure(failure) ? failureSentence(failure) : sentence;
  return {
    ...rest,
    ...(failure === undefined ? {} : { failure }),
    ...(typeof said === 'string' ? { sentence: said } : {}),
  };
}

function isFailure(value: unknown): value is Parameters<typeof failureSentence>[0] {
  return typeof value === 'object' && value !== null && 'sentence' in value && typeof value.sentence === 'string';
}
