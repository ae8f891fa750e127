/** The window of a web sign-in from the command line: what its pages ask for is asked, and what they say besides is told. */
import type { WebAnswers } from '#mac/web-view/web-view.ts';
import type { Page } from '#mac/web-view/page.ts';
import type { Answers, Question } from './answers.ts';
import type { CliIo } from './io.ts';
import { webAnswers } from './setup-answers.ts';

/** How long whoever approves elsewhere is waited for, between two looks. */
const patience = 1000;

/** Answers pages from whoever gives answers. */
export function answerPages(
  answers: Answers,
  io: CliIo,
  pause: (milliseconds: number) => Promise<void> = usualPause,
): (page: Page) => Promise<WebAnswers | 'look again'> {
  const given = new Set<Question>();
  let told = '';
  return async (page) => {
    if (page.text !== told) io.err(`${wordsOf(page)}\n`);
    told = page.text;
    if (!asksSomething(page)) {
      if (page.forms.length === 0) return {};
      await pause(patience);
      return 'look again';
    }
    return webAnswers({ page }, given, answers);
  };
}

// The heading of a page is mostly its title.
function wordsOf({ title, text }: Page): string {
  return `${title}: ${text.startsWith(title) ? text.slice(title.length).trim() : text}`;
}

function asksSomething({ forms: [form] }: Page): boolean {
  return form?.fields.some(({ type }) => type !== 'hidden' && type !== 'submit') ?? false;
}

function usualPause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
