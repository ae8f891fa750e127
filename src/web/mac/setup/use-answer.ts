/** Answering a pane: one answer at a time, and in words why the desk did not take it. */
import { useCallback, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../mac-actions.ts';

/** An answer to a pane. */
export type Answer = Extract<DeskAct, { kind: 'setup' }>['answer'];

/** What panes answer with. */
export interface Answering {
  /** Resolves when the Mac stands at what the answer led to. */
  readonly answer: (given: Answer) => Promise<void>;
  readonly isBusy: boolean;
  /** What the desk said, or the pane to an answer that it does not take. */
  readonly problem: string | undefined;
  /** How many answers are over: an alert that came before the last of them has been read. */
  readonly count: number;
}

/** For a whole Setup Assistant. */
export function useAnswer(desk: MacActions): Answering {
  const [state, setState] = useState<Omit<Answering, 'answer'>>({ isBusy: false, problem: undefined, count: 0 });
  const isUnderWay = useRef(false);
  const answer = useCallback(
    async (given: Answer) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      setState((before) => ({ ...before, isBusy: true, problem: undefined }));
      const problem = await desk.act({ kind: 'setup', answer: given }).then(
        ({ outcome }) => (outcome.kind === 'not-an-answer' ? outcome.sentence : undefined),
        (error: unknown) => sentenceOf(error),
      );
      isUnderWay.current = false;
      setState(({ count }) => ({ isBusy: false, problem, count: count + 1 }));
    },
    [desk],
  );
  return { ...state, answer };
}
