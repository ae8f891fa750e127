/** `porchlight mac browse`: what a person does in the Mac's Safari, one page after another. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { SafariStep } from '#mac/safari/browse.ts';
import type { SafariOutcome } from '#mac/safari/safari-outcome.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { type AnswerOptions, type Answers, openAnswers } from './answers.ts';
import { consentBy } from './browse-consent.ts';
import { type PressOptions, pressStep } from './browse-form.ts';
import { pageText } from './browse-page.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { absolutePath, addAnswerOptions } from './options.ts';
import { type Verdict, joined, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends CommonOptions, AnswerOptions, PressOptions {
  readonly newTab?: boolean;
  readonly tab?: number;
  readonly closeTab?: boolean;
  readonly back?: boolean;
  readonly reload?: boolean;
  readonly follow?: string;
  readonly wait?: number | true;
  readonly touchId?: boolean;
  readonly save?: string;
}

/** As long as a request for an approval lasts. */
const patience = 60;

/** Opens an address and does what the options say, in the order tab, address, link, form, waiting; shows the page. */
export function browseCommand(surroundings: Surroundings): Command {
  const command = macSubcommand('browse', 'use Safari: open an address, fill in a form, press a button', surroundings)
    .argument('<mac>', 'name or serial number')
    .argument('[address]', 'what is typed into the address field (default: the page that is open)')
    .option('--new-tab', 'open the address in a new tab')
    .option('--tab <number>', 'look at another tab', wholeNumber)
    .option('--close-tab', 'close the tab')
    .option('--back', 'go back')
    .option('--reload', 'load the page again')
    .option('--follow <link>', 'follow a link, by its words')
    .option('--fill <field=text>', 'fill in a field, by label or name; never a password (repeatable)', collected)
    .option('--ask <field>', 'fill in a field with what is asked for without echo, or from --password-stdin', collected)
    .option('--check <field>', 'tick a box, choose a radio button (repeatable)', collected)
    .option('--uncheck <field>', 'clear a box (repeatable)', collected)
    .option('--press <button>', 'press a button, by its words; names, passwords and codes it needs are asked for')
    .option('--return', 'press Return in the form that has the fields')
    .option('--wait [seconds]', 'wait while the page waits for something elsewhere', wholeNumber)
    .option('--touch-id', "confirm passkeys with Touch ID (else the account's password is asked for)")
    .option('--save <file>', 'save what is downloaded');
  return addAnswerOptions(command).action(
    performing(surroundings, async (mac: string, address: string | undefined, options: Options) =>
      withMac(options.home, mac, surroundings, async (hand) => {
        const answers = await openAnswers(surroundings.io, options);
        const outcome = await browse(hand, address, options, answers);
        if (outcome.kind === 'download' && options.save !== undefined) {
          await writeFile(absolutePath(options.save), outcome.bytes, { mode: 0o600 });
        }
        if (outcome.kind === 'page' && options.json !== true) surroundings.io.out(pageText(outcome.page));
        const said = outcome.kind === 'download' ? { ...outcome, bytes: toBase64(outcome.bytes) } : outcome;
        return tell(surroundings, joined(said, hand.evidence()), verdictOf(outcome, options), options.json);
      }),
    ),
  );
}

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

async function browse(
  hand: MacInHand,
  address: string | undefined,
  options: Options,
  answers: Answers,
): Promise<SafariOutcome> {
  const { tab, closeTab, back, reload, follow, wait, newTab = false, touchId = false } = options;
  const ask = consentBy(answers, touchId);
  const take = async (step: SafariStep) => (await hand.act((mac) => mac.browse(step, ask))).outcome;
  const steps: SafariStep[] = [
    ...(tab === undefined ? [] : [{ kind: 'tab', number: tab } as const]),
    ...(closeTab === true ? [{ kind: 'close-tab' } as const] : []),
    ...(back === true ? [{ kind: 'back' } as const] : []),
    ...(reload === true ? [{ kind: 'reload' } as const] : []),
    ...(address === undefined ? [] : [{ kind: 'open', address, newTab } as const]),
    ...(follow === undefined ? [] : [{ kind: 'follow', link: follow } as const]),
  ];
  let outcome = await take(steps.shift() ?? { kind: 'look' });
  for (const step of steps) outcome = outcome.kind === 'page' ? await take(step) : outcome;
  const press = outcome.kind === 'page' ? await pressStep(outcome.page, options, answers) : undefined;
  if (press) outcome = await take(press);
  if (wait === undefined || outcome.kind !== 'page') return outcome;
  return take({ kind: 'wait', seconds: wait === true ? patience : wait });
}

function verdictOf(outcome: SafariOutcome, { save }: Options): Verdict {
  switch (outcome.kind) {
    case 'page': {
      const { address, status, tab, tabs } = outcome.page;
      const where = tabs > 1 ? ` (tab ${tab} of ${tabs})` : '';
      return {
        well: status < 400,
        sentence: status < 400 ? `Safari shows ${address}${where}` : `${address} answers with ${status}.`,
      };
    }
    case 'external':
      return { well: true, sentence: `Another application would open ${outcome.address}` };
    case 'download': {
      const { fileName, bytes, isProfile } = outcome;
      const what = `${fileName}, ${bytes.length} bytes`;
      const opens = '"porchlight mac open-profile NAME FILE" installs a profile.';
      if (save !== undefined) return { well: true, sentence: `Saved ${what}.`, hint: isProfile ? opens : undefined };
      return { well: true, sentence: `The page offers a download: ${what}.`, hint: '"--save FILE" keeps it.' };
    }
    case 'closed':
      return { well: true, sentence: 'The last tab is closed.' };
    case 'failed':
    case 'refused':
      return { well: false, sentence: outcome.sentence };
  }
}
