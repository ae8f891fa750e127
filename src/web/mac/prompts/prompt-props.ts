import type { PromptAnswer } from '#api/desk/acts.ts';
import type { MacView, Prompt } from '#api/desk/view.ts';

/** What every question is drawn from. `wasWrong`: it is asked once more, right after an answer. */
export interface PromptProps<Kind extends Prompt['kind']> {
  readonly mac: MacView;
  readonly prompt: Extract<Prompt, { kind: Kind }>;
  readonly answer: (answer: PromptAnswer) => Promise<void>;
  readonly isBusy: boolean;
  readonly wasWrong: boolean;
  readonly problem: string | undefined;
}
