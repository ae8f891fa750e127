/** `porchlight mac setup`: Setup Assistant from the pane where it stands to the home screen, one line a pane. */
import type { Command } from 'commander';
import type { SetupOutcome } from '#mac/setup-assistant/answers.ts';
import { type AnswerOptions, type Answers, type Question, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { methodOf } from './method-of.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { CommandRefusal } from './refusal.ts';
import { answerTo } from './setup-answers.ts';
import { paint, stepLines } from './steps.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly until?: string;
}

/** Answers pane after pane. */
export function setupCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(
    macSubcommand('setup', 'go through Setup Assistant, from Hello to the home screen', surroundings),
  )
    .argument('<mac>', 'name or serial number')
    .option('--until <pane>', 'stop before this pane, such as remote-management or account')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const answers = await openAnswers(surroundings.io, options);
          const told = options.json === true ? () => undefined : (text: string) => surroundings.io.err(text);
          const outcome = await runSetup(hand, answers, { until: options.until, tell: told, surroundings });
          if (options.json === true) {
            surroundings.io.out(`${JSON.stringify({ outcome, evidence: hand.evidence() })}\n`);
          }
          return outcome.kind === 'finished' || hand.mac.setup()?.pane === options.until ? 0 : 1;
        }),
      ),
    );
}

/** As much of a Mac in hand as its setup needs. */
export type SetupHand = Pick<MacInHand, 'name' | 'mac' | 'act'>;

/** How a run is told, and where it stops. */
export interface SetupRun {
  readonly until: string | undefined;
  readonly tell: (text: string) => void;
  readonly surroundings: Surroundings;
}

/** While the server prepares a Mac, it is asked again so many times, a second apart. */
const patience = 30;
/** After so many alerts somebody has to look: a first try often fails in the field, a third says that something is wrong. */
const attempts = 3;
/** Pages of a sign-in follow one another on one pane; so many are enough for any, and for some wrong passwords. */
const pages = 10;
/** No course of Setup Assistant has so many panes: the server leads in a circle. */
const longest = 100;

/**
 * Answers panes until the home screen, a pane that was named, or one that will not go on.
 * @throws {CommandRefusal} `not_in_setup`, `not_answered`
 */
export async function runSetup(hand: SetupHand, answers: Answers, run: SetupRun): Promise<SetupOutcome> {
  let outcome: SetupOutcome | undefined;
  const told = new Set<string>();
  const course = { given: new Set<Question>(), alerts: 0, stayed: 0, steps: 0 };
  for (let view = hand.mac.setup(); view; view = hand.mac.setup()) {
    if (view.pane === run.until) return { kind: 'pane', pane: view.pane, alert: view.alert };
    if (view.pane === 'awaiting-configuration' && course.stayed > 0) await wait(run);
    const state = hand.mac.state();
    const signedIn = state.setup?.platformSso?.accessToken !== undefined;
    if (view.page?.number !== undefined && course.stayed > 0 && told.has(view.page.number)) await wait(run);
    const scene = { method: methodOf(state), signedIn, given: course.given, told };
    const answer = await answerTo(view, scene, answers);
    const { outcome: came, evidence } = await hand.act((mac) => mac.answerSetup(answer));
    outcome = came;
    const isStill = course.stayed > 0;
    const stuck = isStuck(course, view.pane, came);
    // A Mac that waits and hears nothing new has nothing new to tell.
    const hearsNothing =
      view.pane === 'awaiting-configuration' && isStill && course.stayed > 0 && evidence.length === 1;
    if (!hearsNothing) {
      run.tell(stepLines(evidence, { colour: run.surroundings.io.colour }));
      run.tell(paneLine(view.title, came, run));
    }
    if (stuck) return came;
  }
  if (outcome) return outcome;
  throw new CommandRefusal('not_in_setup', `${hand.name} is set up already.`, {
    hint: `"porchlight mac show ${hand.name}"`,
  });
}

interface Course {
  /** What was given on this pane. */
  readonly given: Set<Question>;
  alerts: number;
  stayed: number;
  steps: number;
}

/** Notes an outcome; true when going on would lead nowhere. */
function isStuck(course: Course, pane: string, came: SetupOutcome): boolean {
  course.steps += 1;
  const stays = came.kind === 'pane' && came.pane === pane;
  course.stayed = stays ? course.stayed + 1 : 0;
  // What was right on one pane need not be asked anew on the next.
  if (!stays) course.given.clear();
  if (came.kind !== 'pane') return came.kind !== 'finished';
  if (came.alert !== undefined) course.alerts += 1;
  const limit = pane === 'awaiting-configuration' ? patience + 1 : pages;
  return course.alerts >= attempts || course.stayed >= limit || course.steps >= longest;
}

async function wait({ surroundings }: SetupRun): Promise<void> {
  await surroundings.pause(1000);
}

function paneLine(title: string, outcome: SetupOutcome, { surroundings }: SetupRun): string {
  const { colour } = surroundings.io;
  const alert = outcome.kind === 'pane' ? outcome.alert : undefined;
  const well = alert === undefined && outcome.kind !== 'not-an-answer';
  const mark = well ? paint('ok', 32, colour) : paint('no', 31, colour);
  const words = alert ?? ('sentence' in outcome ? outcome.sentence : whereTo(outcome));
  return `${mark} ${title.padEnd(32)} ${words}\n`;
}

function whereTo(outcome: SetupOutcome): string {
  if (outcome.kind === 'finished')
    return outcome.user === undefined ? 'login window' : `home screen of ${outcome.user}`;
  return outcome.kind === 'pane' ? `then ${outcome.pane}` : '';
}
