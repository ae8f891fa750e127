/** Options of `porchlight mac browse` that fill in a form, and the questions that a form asks. No secret is an option. */
import type { SafariStep } from '#mac/safari/browse.ts';
import type { ShownField, ShownForm, ShownPage } from '#mac/safari/safari-outcome.ts';
import type { Answers, Question } from './answers.ts';
import { CommandRefusal } from './refusal.ts';

/** The options. */
export interface PressOptions {
  readonly fill?: readonly string[];
  readonly ask?: readonly string[];
  readonly check?: readonly string[];
  readonly uncheck?: readonly string[];
  readonly press?: string;
  readonly return?: boolean;
}

/** The step; undefined when nothing is pressed. @throws {CommandRefusal} `nothing_pressed`, `secret_in_argument`, `not_answered` */
export async function pressStep(
  page: ShownPage,
  options: PressOptions,
  answers: Answers,
): Promise<SafariStep | undefined> {
  const { fill = [], ask = [], check = [], uncheck = [], press } = options;
  if (press === undefined && options.return !== true) {
    if (fill.length + ask.length + check.length + uncheck.length === 0) return undefined;
    const hint = '"--press BUTTON" sends the form, or "--return". What is typed is not kept for another command.';
    throw new CommandRefusal('nothing_pressed', 'The form was filled in, and no button pressed.', {
      hint,
      exitCode: 2,
    });
  }
  const filled = Object.fromEntries(fill.map(pairOf));
  for (const word of Object.keys(filled)) refuseSecret(page, word);
  for (const word of ask) filled[word] = await asked(answers, 'password', word);
  const form = formOf(page, press, [...Object.keys(filled), ...check]);
  for (const field of form ? openFields(form, press, filled) : []) {
    const question = questionOf(field);
    if (question) filled[field.name] = await asked(answers, question, field.label);
  }
  return { kind: 'press', button: press, fill: filled, check, uncheck };
}

/** Fields that a form needs and nobody filled in. */
function openFields({ fields, buttons }: ShownForm, press: string | undefined, filled: object): readonly ShownField[] {
  const button = press === undefined ? buttons[0] : buttons.find(({ label }) => begins(label, press));
  if (button?.checksFields === false) return [];
  const words = Object.keys(filled);
  return fields.filter(
    ({ required, value, label, name }) =>
      required && value === '' && !words.some((word) => word === name || begins(label, word)),
  );
}

/** What a field asks for, in the words of an answers file. Other fields are for `--fill`. */
function questionOf({ type, autocomplete }: ShownField): Question | undefined {
  if (autocomplete.includes('one-time-code')) return 'code';
  if (type === 'password') return 'password';
  return autocomplete.includes('username') ? 'user-name' : undefined;
}

function asked(answers: Answers, question: Question, label: string): Promise<string> {
  // Two password fields of one form are two questions; an answers file answers both.
  return answers.again(question, label).then((answer) => answer ?? answers.to(question, label));
}

function formOf({ forms }: ShownPage, press: string | undefined, words: readonly string[]): ShownForm | undefined {
  if (press !== undefined) return forms.find(({ buttons }) => buttons.some(({ label }) => begins(label, press)));
  return forms.find(({ fields }) => words.every((word) => fields.some((field) => isCalled(field, word))));
}

function pairOf(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw new CommandRefusal('fill_malformed', `"${text}" does not say what goes into which field.`, {
    hint: '"--fill FIELD=TEXT", such as --fill "User name=ada".',
    exitCode: 2,
  });
}

function refuseSecret({ forms }: ShownPage, word: string): void {
  const isSecret = forms.some(({ fields }) =>
    fields.some((field) => field.type === 'password' && isCalled(field, word)),
  );
  if (!isSecret) return;
  throw new CommandRefusal(
    'secret_in_argument',
    `"${word}" is a password, which others could read among the arguments.`,
    {
      hint: 'Leave it out: it is asked for, or taken from "--password-stdin" or "--answers FILE".',
      exitCode: 2,
    },
  );
}

function isCalled({ label, name }: ShownField, word: string): boolean {
  return name === word || begins(label, word);
}

function begins(label: string, word: string): boolean {
  return label.toLowerCase().startsWith(word.trim().toLowerCase());
}
