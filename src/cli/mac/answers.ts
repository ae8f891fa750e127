/**
 * Answers to questions: from a file, from stdin (one a line, in the order in which they are asked), or from the person.
 * Never from arguments or the environment, which other people on the machine can read.
 */
import { readFile } from 'node:fs/promises';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { CliIo } from './io.ts';
import { CommandRefusal } from './refusal.ts';

/** What can be asked, as it is named in an answers file. */
export const questions = {
  'local-password': 'Password of the local account',
  'user-name': 'Name at the organisation, such as ada@example.org',
  password: 'Password at the organisation',
  pin: 'PIN of the smart card',
  code: 'Code of the authenticator',
  country: 'Country or region',
  network: 'Network',
  'full-name': 'Full name for the account',
  'account-name': 'Account name',
  'registration-token': 'Registration token',
} as const;
/** One of {@link questions}. */
export type Question = keyof typeof questions;

/** What may be seen while it is typed. */
const plainQuestions: ReadonlySet<Question> = new Set([
  'user-name',
  'code',
  'country',
  'network',
  'full-name',
  'account-name',
]);

/** Gives answers. */
export interface Answers {
  /** The answer. @throws {CommandRefusal} `not_answered` when nobody can give it */
  to(question: Question, prompt?: string): Promise<string>;
  /** The answer, or undefined when nobody can give it. */
  ifAny(question: Question, prompt?: string): Promise<string | undefined>;
  /** The same, but the person is asked anew every time, as after a wrong password. */
  again(question: Question, prompt?: string): Promise<string | undefined>;
  /** A page shows a number: whoever it is goes to their authenticator with it. */
  approve(number: string): Promise<void>;
}

/** Where answers come from, in the order in which they are tried. */
export interface AnswerOptions {
  readonly answers?: string;
  readonly passwordStdin?: boolean;
}

/** @throws {CommandRefusal} `answers_file_unreadable` */
export async function openAnswers(io: CliIo, options: AnswerOptions): Promise<Answers> {
  const file = options.answers === undefined ? {} : await readAnswers(options.answers);
  const lines = options.passwordStdin === true ? (await io.stdin()).split(/\r?\n/) : [];
  // A last line end is no answer.
  if (lines.at(-1) === '') lines.pop();
  const known = new Map<Question, string>();
  const again = async (question: Question, prompt: string = questions[question]) => {
    const typed = () => io.ask(`${prompt}: `, plainQuestions.has(question) ? 'plain' : 'secret');
    const answer = file[question] ?? lines.shift() ?? (await typed());
    if (answer !== undefined) known.set(question, answer);
    return answer;
  };
  const ifAny = async (question: Question, prompt?: string) => known.get(question) ?? (await again(question, prompt));
  return {
    ifAny,
    again,
    approve: async (number) => io.err(`Type ${number} in your authenticator.\n`),
    async to(question, prompt) {
      const answer = await ifAny(question, prompt);
      if (answer !== undefined) return answer;
      throw new CommandRefusal(
        'not_answered',
        `This needs an answer: ${(prompt ?? questions[question]).toLowerCase()}.`,
        {
          hint: `Run it in a terminal, or give "--answers FILE" with {"${question}": "..."}, or "--password-stdin".`,
        },
      );
    },
  };
}

async function readAnswers(path: string): Promise<Partial<Record<Question, string>>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const json = text === undefined ? undefined : parseJsonObject(text);
  if (!json) throw unreadable(path, 'it cannot be read as a JSON object');
  const answers: Partial<Record<Question, string>> = {};
  for (const [name, value] of Object.entries(json)) {
    if (!isQuestion(name)) throw unreadable(path, `nobody asks for "${name}"`);
    if (typeof value !== 'string') throw unreadable(path, `"${name}" is not a text`);
    answers[name] = value;
  }
  return answers;
}

function isQuestion(name: string): name is Question {
  return Object.hasOwn(questions, name);
}

function unreadable(path: string, problem: string): CommandRefusal {
  return new CommandRefusal('answers_file_unreadable', `The answers file ${path} is of no use: ${problem}.`, {
    hint: `It is a JSON object with any of: ${Object.keys(questions).join(', ')}.`,
    exitCode: 2,
  });
}
