/** What the screen of a Mac can have done, by whoever sits before it. */
import type { ActAnswer, DeskAct, PromptAnswer } from '#api/desk/acts.ts';
import type { PageWindow } from '#api/desk/view.ts';

/** The doings. The view comes by itself afterwards. */
export interface MacActions {
  /** Answers when the act is over; what it asks meanwhile stands in the view's prompts. @throws {DeskFailure} */
  act(act: DeskAct): Promise<ActAnswer>;
  /** Answers what an act asks. @throws {DeskFailure} */
  answer(promptId: string, answer: PromptAnswer): Promise<void>;
  /** Where the page of a window is, for a frame. */
  pageAddress(window: PageWindow): string;
}

/** The desk said no, or does not answer (`desk_unreachable`). The sentence is for the person. */
export class DeskFailure extends Error {
  override readonly name = 'DeskFailure';
  readonly code: string;
  readonly sentence: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
    this.sentence = sentence;
  }
}

/** What to tell the person of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof DeskFailure ? error.sentence : 'Something went wrong on this page. Load it again.';
}
