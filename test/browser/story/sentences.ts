/**
 * What a sentence of the tutorial does. A sentence is made of clauses (", then", " and "): each is an act or something that is
 * seen. Bold words are what a screen shows, words in code are typed.
 *
 * A sentence that no rule knows fails the test: then it tells something that nobody checks.
 */
import assert from 'node:assert/strict';
import type { Players, Surface } from './players.ts';

/** Plays one sentence. */
export type Rule = (players: Players, words: readonly string[]) => Promise<void>;

interface Sentence {
  readonly form: RegExp;
  readonly play: Rule;
}

const bold = String.raw`\*\*((?:(?!\*\*).)+)\*\*`;
const code = '`([^`]+)`';

function rule(form: string, play: Rule): Sentence {
  return { form: new RegExp(`^${form}$`, 'i'), play };
}

const nth = (words: readonly string[], index: number) => words[index] ?? assert.fail('the rule has as many groups');

/** Acts and sights, in the words of the tutorial. The first that fits is played. */
const rules: readonly Sentence[] = [
  // Where the reader looks from here on.
  rule('look at (?:the|a) (phone|Mac|console|desk)', async (players, words) =>
    players.lookAt(nth(words, 0) as Surface),
  ),
  // Acts.
  rule(`(?:choose|press|click|open) ${bold}`, async ({ here }, words) => here().press(nth(words, 0))),
  rule(`(?:choose|press) ${bold} (?:at|of|beside|under) ${bold}`, async ({ here }, words) =>
    here().pressIn(nth(words, 1), nth(words, 0)),
  ),
  rule(`point at ${bold}`, async ({ here }, words) => here().pointAt(nth(words, 0))),
  rule(`double-click ${bold}`, async ({ here }, words) => here().press(nth(words, 0))),
  rule(`type ${code} into ${bold}`, async ({ here }, words) => here().type(nth(words, 1), nth(words, 0))),
  rule(`type ${code}`, async ({ here }, words) => here().typeAtCaret(nth(words, 0))),
  rule(`select ${code} (?:at|in|for) ${bold}`, async ({ here }, words) => here().select(nth(words, 1), nth(words, 0))),
  rule(`turn on ${bold}`, async ({ here }, words) => here().turn(nth(words, 0), true)),
  rule(`turn off ${bold}`, async ({ here }, words) => here().turn(nth(words, 0), false)),
  rule(`type (\\w+)['’]s (password|name|pin) into ${bold}`, async ({ here, secretOf }, words) =>
    here().type(nth(words, 2), secretOf(nth(words, 0), nth(words, 1))),
  ),
  rule(`type the number into ${bold}`, async (players, words) =>
    players.here().type(nth(words, 0), await players.shownNumber()),
  ),
  rule(`type ${code} and the hash that it printed`, async (players, words) =>
    players.here().typeAtCaret(`${nth(words, 0)} ${await players.terminal().hash()}`),
  ),
  rule('type the number of Macs that it names', async ({ typeNamedNumber }) => typeNamedNumber()),
  rule('wait a moment', async ({ waitAMoment }) => waitAMoment()),
  rule('press Return', async ({ here }) => here().pressKey('Enter')),
  rule('press Touch ID', async ({ desk }) => desk().pressTouchId()),
  rule('wait until it says ' + bold, async ({ here }, words) => here().see(nth(words, 0), 'patiently')),
  rule(`wait until there is no ${bold}`, async ({ here }, words) => here().seeNot(nth(words, 0), 'patiently')),
  // Sights.
  rule(`(?:you|it|the Mac|the phone|the console) (?:sees?|shows?|says?|asks) ${bold}`, async ({ here }, words) =>
    here().see(nth(words, 0)),
  ),
  rule(`${bold} (?:appears|opens|comes up|is there)`, async ({ here }, words) => here().see(nth(words, 0))),
  rule(`it prints ${code}`, async ({ terminal }, words) => terminal().prints(nth(words, 0))),
  rule(`there is no ${bold}`, async ({ here }, words) => here().seeNot(nth(words, 0))),
];

/** The surface that a sentence begins with, and the rest of it. */
function withSurface(text: string): { readonly surface: Surface | undefined; readonly rest: string } {
  const found = /^(?:on|in) the (phone|mac|console|desk),? (.*)$/i.exec(text);
  if (!found) return { surface: undefined, rest: text };
  return { surface: found[1]?.toLowerCase() as Surface, rest: found[2] ?? '' };
}

/** Plays a sentence, clause by clause. */
export async function playSentence(players: Players, text: string): Promise<void> {
  const { surface, rest } = withSurface(text.replace(/\.$/, ''));
  if (surface) players.lookAt(surface);
  for (const clause of clausesOf(rest)) {
    const found = rules.map(({ form, play }) => ({ match: form.exec(clause), play })).find(({ match }) => match);
    if (!found?.match) assert.fail(`the tutorial says “${clause}”, and nothing checks that`);
    await found.play(players, found.match.slice(1));
  }
}

/** Clauses by ", then", ": " and ", and"; lists of bold words ("You see **A**, **B** and **C**") say the verb once. */
export function clausesOf(text: string): string[] {
  const clauses = text.split(/(?:,|;) (?:and )?then |; |: (?=\*\*)/).map((clause) => clause.trim());
  return clauses.flatMap((clause) => {
    const list = /^(.*? )((?:\*\*.+?\*\*(?:, (?:and )?| and )){1,}\*\*.+?\*\*)$/.exec(clause);
    const [, verb = '', words = ''] = list ?? [];
    return list ? [...words.matchAll(/\*\*.+?\*\*/g)].map(([word]) => `${verb}${word}`) : [clause];
  });
}
